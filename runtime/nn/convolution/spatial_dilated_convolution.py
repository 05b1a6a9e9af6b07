"""2-D convolution with holes in its kernels (nn.SpatialDilatedConvolution)."""

from __future__ import annotations

from ...registry import register
from .spatial_convolution import SpatialConvolution


@register("nn.SpatialDilatedConvolution", aliases=("cudnn.SpatialDilatedConvolution",))
class SpatialDilatedConvolution(SpatialConvolution):
    """As SpatialConvolution, with dilationW - 1 and dilationH - 1 holes between the kernel's elements."""

    def __init__(
        self,
        nInputPlane: int,
        nOutputPlane: int,
        kW: int,
        kH: int,
        dW: int | None = None,
        dH: int | None = None,
        padW: int | None = None,
        padH: int | None = None,
        dilationW: int | None = None,
        dilationH: int | None = None,
    ) -> None:
        super().__init__(nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
        self._set("dilation", (dilationW, dilationH), 1)

    def __tostring__(self) -> str:
        return self._convolution_text(", " + self._numbers("dilation"))

    def _upgrade(self, version: int, typename: str) -> None:
        super()._upgrade(version, typename)
        for name in self._names("dilation"):
            if getattr(self, name, None) is None:
                setattr(self, name, 1)
