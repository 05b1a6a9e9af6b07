"""2-D convolution with its weights as a matrix (nn.SpatialConvolutionMM)."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .plane_convolution import PlaneConvolution


@register("nn.SpatialConvolutionMM")
class SpatialConvolutionMM(PlaneConvolution):
    """As SpatialConvolution; `weight` is nOutputPlane x (nInputPlane * kH * kW)."""

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
        width = nInputPlane * kH * kW
        self.weight = Tensor(nOutputPlane, width)
        self.bias = Tensor(nOutputPlane)
        self.gradWeight = Tensor(nOutputPlane, width)
        self.gradBias = Tensor(nOutputPlane)
        self.reset()

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly; as in Torch a module without bias refuses."""
        stdv = stdv * math.sqrt(3) if stdv else 1 / math.sqrt(self._fan_in())
        self.weight.uniform(-stdv, stdv)
        if self.bias is None:
            raise TorchError("attempt to index field 'bias' (a nil value)")
        self.bias.uniform(-stdv, stdv)

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        if (self.bias is None) != (self.gradBias is None):
            raise TorchError("assertion failed!")
        super().accGradParameters(input, gradOutput, scale)

    def __tostring__(self) -> str:
        return self._convolution_text()
