"""3-D convolution with holes in its kernels (nn.VolumetricDilatedConvolution)."""

from __future__ import annotations

from ...registry import register
from .volumetric_convolution import VolumetricConvolution


@register("nn.VolumetricDilatedConvolution")
class VolumetricDilatedConvolution(VolumetricConvolution):
    """As VolumetricConvolution, with dilation - 1 holes between the kernel's elements in each dimension."""

    def __init__(
        self,
        nInputPlane: int,
        nOutputPlane: int,
        kT: int,
        kW: int,
        kH: int,
        dT: int | None = None,
        dW: int | None = None,
        dH: int | None = None,
        padT: int | None = None,
        padW: int | None = None,
        padH: int | None = None,
        dilationT: int | None = None,
        dilationW: int | None = None,
        dilationH: int | None = None,
    ) -> None:
        super().__init__(nInputPlane, nOutputPlane, kT, kW, kH, dT, dW, dH, padT, padW, padH)
        self._set("dilation", (dilationT, dilationW, dilationH), 1)

    def __tostring__(self) -> str:
        return self._convolution_text(", " + self._numbers("dilation"))

    def _upgrade(self, version: int, typename: str) -> None:
        super()._upgrade(version, typename)
        for name in self._names("dilation"):
            if getattr(self, name, None) is None:
                setattr(self, name, 1)
