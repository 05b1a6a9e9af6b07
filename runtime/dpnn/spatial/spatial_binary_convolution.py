"""Convolution with binary weights (nn.SpatialBinaryConvolution; arXiv 1603.05279)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn import SpatialConvolution
from ...nn.simple.common import buffer, copied
from ...registry import register

_BUFFERS = ("tempWeight", "alphas", "gradInputAlphas", "wmask")


@register("nn.SpatialBinaryConvolution")
class SpatialBinaryConvolution(SpatialConvolution):
    """nn.SpatialConvolution without bias whose weights are their signs (+1 for 0), times each plane's mean size.

    In training the weights stay signs between forward and accGradParameters, which puts the real ones back;
    in evaluation forward does so itself.
    """

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
        super().__init__(nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
        self.noBias()
        self.iwh = self.nInputPlane * self.kW * self.kH
        self.owh = self.nOutputPlane * self.kW * self.kH
        self.train = True

    def binarizeWeight(self) -> None:
        """Keeps the weights in `tempWeight` and replaces them by their signs; computes the scales of planes."""
        sizes = np.abs(copied(buffer(self, "tempWeight", self.weight), self.weight))
        for name, axes, count in (("gradInputAlphas", (0, 2, 3), self.owh), ("alphas", (1, 2, 3), self.iwh)):
            total = sizes.sum(axes)[:, None]
            np.divide(total, count, out=buffer(self, name, self.weight).resize_array(total.shape))
        weight = self.weight.array
        weight[weight >= 0] = 1
        weight[weight < 0] = -1

    def updateOutput(self, input: Any) -> Any:
        self.binarizeWeight()
        output = super().updateOutput(input).array
        output *= self.alphas.array[:, :, None]
        if not self.train:
            self.weight.copy(self.tempWeight)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        gradient = super().updateGradInput(input, gradOutput).array
        gradient *= self.gradInputAlphas.array[:, :, None]
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = 1) -> None:
        super().accGradParameters(input, gradOutput, scale)
        self.weight.copy(self.tempWeight)

    def type(self, type: str | None = None, tensorCache: Any = None) -> None:
        """Converts to `type`; returns nothing, as in Torch."""
        for name in [name for name in vars(self) if name in _BUFFERS or name.startswith("_temp")]:
            del vars(self)[name]
        super().type(type, tensorCache)

    def __tostring__(self) -> str:
        return "Binary Convolution: " + super().__tostring__()
