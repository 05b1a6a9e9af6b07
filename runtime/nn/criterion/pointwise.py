"""Losses that compare the input with the target element by element."""

from __future__ import annotations

from typing import Any

from .. import checks
from .common import average_flag, keep_loss
from .criterion import Criterion


class Pointwise(Criterion):
    """loss = sum over the elements, or with `sizeAverage` their mean, of f(input[i], target[i]).

    A subclass gives the sum in `_loss(x, t)` and, in `_gradient(x, t, norm, out)`, norm times the
    derivative of f by x.
    """

    sizeAverage: Any = None

    def __init__(self, sizeAverage: bool | None = None) -> None:
        super().__init__()
        self.sizeAverage = average_flag(sizeAverage)

    def _loss(self, x: Any, t: Any) -> float:
        raise NotImplementedError

    def _gradient(self, x: Any, t: Any, norm: float, out: Any) -> None:
        raise NotImplementedError

    def _expected(self, input: Any, target: Any) -> Any:
        """The elements of the target in the shape of the input."""
        checks.same_type(self, input, target, "target")
        checks.same_count(input, "input", target, "target")
        return target.array.reshape(input.array.shape)

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        return self._finish(input, self._loss(input.array, self._expected(input, target)))

    def _finish(self, input: Any, loss: float) -> Any:
        """Takes the mean where asked for, and keeps it."""
        count = input.array.size
        return keep_loss(self, input, loss / count if self.sizeAverage and count else loss)

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        t = self._expected(input, target)
        checks.same_type(self, self.gradInput, input, "input")
        out = checks.sized_as(self.gradInput, input)
        norm = 1 / out.size if self.sizeAverage and out.size else 1.0
        self._gradient(input.array, t, norm, out)
        return self.gradInput
