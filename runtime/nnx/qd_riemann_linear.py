"""An affine map with quasi-diagonal natural gradients (nnx.QDRiemaNNLinear)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..nn.simple.linear import Linear
from ..registry import register
from ..tensor import Tensor


@register("nnx.QDRiemaNNLinear")
class QDRiemaNNLinear(Linear):
    """nn.Linear with gradients divided by a metric: the running mean, at rate `gamma` (0.01), of squared gradients.

    `Mii` and `M00` belong to weights and bias, `M0i` to both; with `qdFlag` false only the first two are used
    (diagonal instead of quasi-diagonal). Input (batch x inputSize). After arXiv 1602.08007.
    """

    M0i: Any = None

    def __init__(self, inputSize: int, outputSize: int, gamma: float | None = None, qdFlag: bool | None = None) -> None:
        super().__init__(inputSize, outputSize)
        self.qdFlag = True if qdFlag is None else qdFlag
        self.gamma = 0.01 if gamma is None else gamma
        self.matReg = 1e-12
        self.initMetric = True
        self.Mii = Tensor(outputSize, inputSize)
        if self.qdFlag:
            self.M0i = Tensor(outputSize, inputSize)
        self.M00 = Tensor(outputSize)

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the weights from a normal distribution of deviation 1 / sqrt(inputSize); the bias is 0."""
        self.initMetric = True
        self.weight.normal(0, 1 / self.weight._size[1] ** 0.5)
        self.bias.zero()
        return self

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        """Adds the gradients and divides all that has been added by the metric; `scale` is ignored."""
        if len(input._size) != 2:
            raise TorchError(f"nnx.QDRiemaNNLinear: input must be a matrix, got {len(input._size)} dimensions")
        super().accGradParameters(input, gradOutput, 1)
        self._measure(input.array, gradOutput.array)
        weight, bias = self.gradWeight.array, self.gradBias.array
        if self.qdFlag:
            self._divide(weight, bias)
            return
        for gradient, metric in ((weight, self.Mii.array), (bias, self.M00.array)):
            metric += self.matReg
            gradient /= metric

    def _measure(self, x: Any, g: Any) -> None:
        squared = np.square(g).T
        found = [(self.Mii, squared @ np.square(x)), (self.M00, squared.sum(1))]
        if self.qdFlag:
            found.append((self.M0i, squared @ x))
        for metric, value in found:
            array = metric.array
            if self.initMetric:
                array[...] = value
            else:
                array *= 1 - self.gamma
                array += self.gamma * value
        self.initMetric = False

    def _divide(self, weight: Any, bias: Any) -> None:
        both, diagonal, of_bias = self.M0i.array, self.Mii.array, self.M00.array[:, None]
        determinant = np.clip(diagonal * of_bias - np.square(both), self.matReg, 1e25)
        weight[...] = (weight * of_bias - both * bias[:, None]) / determinant
        bias -= (both * weight).sum(1)
        bias /= self.M00.array + self.matReg
