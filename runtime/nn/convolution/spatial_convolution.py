"""2-D convolution (nn.SpatialConvolution)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...tensor import Tensor
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
        self.nInputPlane = nInputPlane
        self.nOutputPlane = nOutputPlane
        self.kW = kW
        self.kH = kH
        self.dW = 1 if dW is None else dW
        self.dH = 1 if dH is None else dH
        self.padW = 0 if padW is None else padW
        self.padH = self.padW if padH is None else padH
        size = self._weight_size()
        self.weight = Tensor(*size)
        self.bias = Tensor(nOutputPlane)
        self.gradWeight = Tensor(*size)
        self.gradBias = Tensor(nOutputPlane)
        self.reset()

    def _weight_size(self) -> tuple[int, ...]:
        return int(self.nOutputPlane), int(self.nInputPlane) // self._group_count(), int(self.kH), int(self.kW)

    def _prepare(self, input: Any) -> None:
        super()._prepare(input)
        unflatten(self, "weight", self._weight_size())
        unflatten(self, "gradWeight", self._weight_size())

    def __tostring__(self) -> str:
        return self._convolution_text()

    def _upgrade(self, version: int, typename: str) -> None:
        super()._upgrade(version, typename)
        unflatten(self, "weight", self._weight_size())
        unflatten(self, "gradWeight", self._weight_size())
