"""Hinge loss of the order of two numbers (nn.MarginRankingCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import checks
from .common import buffer, is_number, total
from .criterion import Criterion


@register("nn.MarginRankingCriterion")
class MarginRankingCriterion(Criterion):
    """max(0, margin - y * (input[1] - input[2])): y = 1 wants the first to be the larger, -1 the second.

    With a number as target the inputs have one element; with a tensor the loss is the mean or sum.
    """

    margin: Any = 1

    def __init__(self, margin: float | None = None) -> None:
        super().__init__()
        self.margin = 1 if margin is None else margin
        self.gradInput = Table([Tensor(1), Tensor(1)])
        self.sizeAverage = True

    def _missing(self, input: Any, y: Any, out: Any) -> Any:
        """How much is missing to the margin, element by element."""
        checks.same_type(self, input[1], input[2], "input[2]")
        checks.same_count(input[1], "input[1]", input[2], "input[2]")
        checks.same_count(input[1], "input[1]", y, "target")
        np.subtract(input[2].array.reshape(out.shape), input[1].array, out=out)
        out *= y.array.reshape(out.shape)
        out += self.margin
        return out

    def _missing_one(self, input: Any, y: float) -> float:
        first, second = (input[i].array.reshape(-1)[0].item() for i in (1, 2))
        return -y * (first - second) + self.margin

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        if is_number(target):
            self.output = max(0, self._missing_one(input, target))
            return self.output
        missing = self._missing(input, target, buffer(self, "_output", input[1]).resize_array(input[1]._size))
        np.maximum(missing, 0, out=missing)
        self.output = total(missing)
        if self.sizeAverage:
            self.output /= target.size(1)
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        first, second = self.gradInput[1], self.gradInput[2]
        if is_number(target):
            active = not self._missing_one(input, target) < 0
            first.array.reshape(-1)[0] = -target if active else 0
            second.array.reshape(-1)[0] = target if active else 0
            return self.gradInput
        checks.same_type(self, first, input[1], "input")
        size = input[1]._size
        missing = self._missing(input, target, buffer(self, "dist", input[1]).resize_array(size))
        towards = second.resize_array(size)
        np.multiply(missing >= 0, target.array.reshape(size), out=towards)
        if self.sizeAverage:
            towards /= target.size(1)
        negative(towards, out=first.resize_array(size))
        return self.gradInput
