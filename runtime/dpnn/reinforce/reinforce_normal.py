"""Draws normal numbers (nn.ReinforceNormal)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...nn.simple.common import copied, require
from ...registry import register
from ...table import Table
from ...tensor import Tensor, TensorCore
from .reinforce import Reinforce


@register("nn.ReinforceNormal")
class ReinforceNormal(Reinforce):
    """Normal numbers around the means in the input; in evaluation the means.

    `stdev` is a number, a tensor of the size of the input, or one without its batch dimension. Without it the
    input is {means, deviations}, and both get a gradient.
    """

    stdev: Any = None

    def __init__(self, stdev: Any = None, stochastic: bool | None = None) -> None:
        super().__init__(stochastic)
        self.stdev = stdev
        if stdev is None:
            self.gradInput = Table([Tensor(), Tensor()])

    def _split(self, input: Any) -> tuple[Any, Any]:
        """Means and deviations."""
        mean, stdev = input, self.stdev
        if isinstance(input, Table):
            require(len(input) == 2, "assertion failed!")
            mean, stdev = input[1], input[2]
        require(stdev is not None, "assertion failed!")
        return mean, stdev

    def updateOutput(self, input: Any) -> Any:
        mean, stdev = self._split(input)
        if not self._acts():
            copied(self.output, mean)
            return self.output
        output = self.output.resize_array(mean._size)
        self.output.normal()
        output *= _deviations(stdev, mean)
        output += mean.array
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any = None) -> Any:
        mean, stdev = self._split(input)
        pair = isinstance(input, Table)
        gradMean = self.gradInput[1] if pair else self.gradInput
        deviations = _deviations(stdev, mean)
        gradient = gradMean.resize_array(mean._size)
        difference = np.subtract(self.output.array, mean.array, out=gradient)
        if pair:
            squares = np.square(difference)
        gradient /= deviations * deviations
        self._finish(gradient, mean)
        if pair:
            # d ln f / d s = ((x - u)^2 - s^2) / s^3
            squares -= np.square(deviations)
            squares /= deviations**3 + squares.dtype.type(0.00000001)
            self._finish(squares, stdev)
            self.gradInput[2].resize_array(stdev._size)[...] = squares
        return self.gradInput


def _deviations(stdev: Any, mean: Any) -> Any:
    """Deviations as a number or as an array that fits the means."""
    if not isinstance(stdev, TensorCore):
        if not isinstance(stdev, (int, float)):
            raise TorchError("unsupported mean type")
        return stdev
    if stdev.dim() == mean.dim():
        require(stdev._size == mean._size, "assertion failed!")
    else:
        require(stdev.dim() + 1 == mean.dim(), "assertion failed!")
    return stdev.array
