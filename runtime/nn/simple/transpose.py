"""Exchanges dimensions (nn.Transpose)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .. import utils
from ..module import Module
from .common import copied


@register("nn.Transpose")
class Transpose(Module):
    """output = a contiguous copy of the input with pairs of dimensions exchanged, one pair after the other.

    ``Transpose({1, 2}, {2, 3})``; with setNumInputDims(n) they count within the last n dimensions.
    """

    numInputDims: Any = None

    def __init__(self, *pairs: Any) -> None:
        super().__init__()
        self.permutations = utils.as_table(list(pairs))
        self.numInputDims = None

    def setNumInputDims(self, numInputDims: int | None) -> Any:
        """How many dimensions a single sample of the input has; returns self."""
        self.numInputDims = numInputDims
        return self

    def _pairs(self, ndim: int) -> list[tuple[int, int]]:
        before = ndim - self.numInputDims if self.numInputDims else 0
        return [(pair[1] + before, pair[2] + before) for pair in self.permutations.array_values()]

    def updateOutput(self, input: Any) -> Any:
        for a, b in self._pairs(len(input._size)):
            input = input.transpose(a, b)
        copied(self.output, input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        for a, b in reversed(self._pairs(len(input._size))):
            gradOutput = gradOutput.transpose(a, b)
        copied(self.gradInput, gradOutput)
        return self.gradInput
