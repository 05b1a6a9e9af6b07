"""Distances to learnt centers with learnt scales (nn.WeightedEuclidean)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..module import Module
from .common import initial_bound
from .euclidean import differences, norms, pulled, ratio

_BUFFERS = ("_input", "_output", "_gradOutput", "_weight", "_div", "_sum", "_diagCov")
_LARGE = ("_expand", "_expand2", "_expand3", "_expand4", "_repeat", "_repeat2", "_repeat3")


@register("nn.WeightedEuclidean")
class WeightedEuclidean(Module):
    """output[j] = || diagCov[:, j] * (input - weight[:, j]) ||; input is (inputSize) or (batch x inputSize).

    Both parameters are inputSize x outputSize.
    """

    fastBackward: Any = None
    diagCov: Any = None
    gradDiagCov: Any = None

    def __init__(self, inputSize: int, outputSize: int) -> None:
        super().__init__()
        self.weight = Tensor(inputSize, outputSize)
        self.gradWeight = Tensor(inputSize, outputSize)
        self.diagCov = Tensor(inputSize, outputSize)
        self.gradDiagCov = Tensor(inputSize, outputSize)
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws the centers uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(inputSize); scales become 1."""
        stdv = initial_bound(stdv, self.weight._size[0])
        self.weight.uniform(-stdv, stdv)
        self.diagCov.fill(1)

    def updateOutput(self, input: Any) -> Any:
        scaled = differences(self, input)
        scaled *= self.diagCov.array
        output = self.output.resize_array((*input._size[:-1], self.weight._size[1]))
        norms(scaled, output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        if not self.fastBackward:
            self.updateOutput(input)
        pulls = pulled(self, input, gradOutput)
        pulls *= self.diagCov.array
        np.sum(pulls, -1, out=self.gradInput.resize_array(input._size))
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        """As in Torch, `scale` does not reach the gradient of diagCov for a single vector."""
        pulls, scaled, diagCov = self._repeat2.array, self._repeat.array, self.diagCov.array
        batch = len(input._size) == 2
        gradWeight, gradDiagCov = self.gradWeight.array, self.gradDiagCov.array
        gradWeight -= scale * (pulls.sum(0) if batch else pulls)
        scaled /= diagCov
        scaled *= scaled
        scaled *= diagCov
        product = np.multiply(scaled, ratio(self, gradOutput)[..., None, :], out=scaled if batch else pulls)
        gradDiagCov += scale * product.sum(0) if batch else product

    def parameters(self) -> tuple[Table, Table]:
        return Table([self.weight, self.diagCov]), Table([self.gradWeight, self.gradDiagCov])

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        gradients = self.gradWeight, self.gradDiagCov
        self.gradWeight, self.gradDiagCov = self.weight, self.diagCov
        self.accGradParameters(input, gradOutput, -lr)
        self.gradWeight, self.gradDiagCov = gradients

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            for name in (*_BUFFERS, *_LARGE):
                vars(self).pop(name, None)
        return super().type(type, tensorCache)
