"""2-D convolution (nn.SpatialConvolution)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .plane_convolution import PlaneConvolution, unflatten


@register("nn.SpatialConvolution", aliases=("cudnn.SpatialConvolution",))
class SpatialConvolution(PlaneConvolution):
    """Convolves nInputPlane images with nOutputPlane kernels of kW x kH, with strides dW, dH and zero padding.

    Input (nInputPlane x H x W) or (batch x nInputPlane x H x W). padH is padW by default.
    """

    _separator = " x "

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
    ) -> None:
        super().__init__()
        self._set_planes(nInputPlane, nOutputPlane)
        self._set("k", (kW, kH))
        self._set("d", (dW, dH), 1)
        self._set("pad", (padW, padH), 0, follow=True)
        self._allocate(self._weight_size(), (nOutputPlane,))
        self.reset()

    def _weight_size(self) -> tuple[int, ...]:
        return int(self.nOutputPlane), int(self.nInputPlane) // self._group_count(), int(self.kH), int(self.kW)

    def _prepare(self, input: Any) -> None:
        super()._prepare(input)
        for name in ("weight", "gradWeight"):
            tensor = getattr(self, name)
            if tensor is not None and len(tensor._size) == 2:
                unflatten(self, name, self._weight_size())

    def __tostring__(self) -> str:
        return self._convolution_text()

    def _upgrade(self, version: int, typename: str) -> None:
        super()._upgrade(version, typename)
        unflatten(self, "weight", self._weight_size())
        unflatten(self, "gradWeight", self._weight_size())
