"""2-D convolution with its weights as a matrix (nn.SpatialConvolutionMM)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
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
        self._set_planes(nInputPlane, nOutputPlane)
        self._set("k", (kW, kH))
        self._set("d", (dW, dH), 1)
        self._set("pad", (padW, padH), 0, follow=True)
        self._allocate((nOutputPlane, nInputPlane * kH * kW), (nOutputPlane,))
        self.reset()

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly; as in Torch a module without bias refuses."""
        self._draw(stdv, self._fan_in(), bias_needed=True)

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        if (self.bias is None) != (self.gradBias is None):
            raise TorchError("assertion failed!")
        super().accGradParameters(input, gradOutput, scale)

    def __tostring__(self) -> str:
        return self._convolution_text()
