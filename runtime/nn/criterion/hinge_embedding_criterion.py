"""Hinge loss of distances (nn.HingeEmbeddingCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...storage import copy_into
from .. import checks
from ..transfer.select import keep
from .common import buffer, is_number, total
from .criterion import Criterion


@register("nn.HingeEmbeddingCriterion")
class HingeEmbeddingCriterion(Criterion):
    """Mean (or sum) of the input where the target is 1, and of max(0, margin - input) where it is -1.

    Inputs are distances; the target is a number or a tensor of the input's size.
    """

    margin: Any = 1
    sizeAverage: Any = None

    def __init__(self, margin: float | None = None) -> None:
        super().__init__()
        self.margin = 1 if margin is None else margin
        self.sizeAverage = True

    def _target(self, input: Any, y: Any) -> Any:
        """The target as an array in the shape of the input."""
        if is_number(y):
            number = buffer(self, "ty", input)
            number.resize_array((1,))[0] = y
            y = number
        checks.same_count(input, "input", y, "target")
        return y.array.reshape(input.array.shape)

    def _averages(self) -> bool:
        return self.sizeAverage is None or self.sizeAverage is True

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        x, y = input.array, self._target(input, target)
        work = buffer(self, "buffer", input).resize_array(input._size)
        keep(y != -1, x, work)
        loss = total(work)
        np.subtract(self.margin, x, out=work)
        np.maximum(work, 0, out=work)
        keep(y != 1, work, work)
        loss += total(work)
        self.output = loss / x.size if self._averages() else loss
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        checks.same_type(self, self.gradInput, input, "input")
        x, y = input.array, self._target(input, target)
        gradient = checks.sized_as(self.gradInput, input)
        copy_into(gradient, y)
        keep((y != -1) | (x <= self.margin), gradient, gradient)
        if self._averages():
            gradient *= 1 / x.size
        return self.gradInput
