"""Weighted sum of losses, each of its own input (nn.ParallelCriterion)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from .. import utils
from ..table.arrays import elements
from .common import require
from .criterion import Criterion, loss_of


@register("nn.ParallelCriterion")
class ParallelCriterion(Criterion):
    """Sum over i of weights[i] * criterions[i](input[i], target[i]); one target for all if `repeatTarget`."""

    repeatTarget: Any = None

    def __init__(self, repeatTarget: bool | None = None) -> None:
        super().__init__()
        self.criterions = Table()
        self.weights = Table()
        self.gradInput = Table()
        self.repeatTarget = repeatTarget

    def add(self, criterion: Any = None, weight: float | None = None) -> Any:
        require(criterion is not None, "no criterion provided")
        self.criterions.append(criterion)
        self.weights.append(1 if weight is None else weight)
        return self

    def _parts(self, input: Any, target: Any) -> list[tuple[float, Any, Any, Any]]:
        """(weight, criterion, input, target) of each criterion."""
        criterions, weights = self.criterions.array_values(), self.weights.array_values()
        count = len(criterions)
        targets = [target] * count if self.repeatTarget else _first(target, count)
        return list(zip(weights, criterions, _first(input, count), targets))

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        self.output = 0
        for weight, criterion, given, wanted in self._parts(input, target):
            self.output += weight * loss_of(criterion.updateOutput(given, wanted))
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        self.gradInput = utils.recursiveResizeAs(self.gradInput, input)[0]
        utils.recursiveFill(self.gradInput, 0)
        parts = self._parts(input, target)
        for gradient, (weight, criterion, given, wanted) in zip(elements(self.gradInput), parts):
            utils.recursiveAdd(gradient, weight, criterion.updateGradInput(given, wanted))
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.gradInput = Table()
        return super().type(type, tensorCache)


def _first(values: Any, count: int) -> list:
    """values[1] ... values[count]; a table may lack some."""
    found = elements(values)
    if len(found) >= count or not isinstance(values, Table):
        return found
    return [values.get(i) for i in range(1, count + 1)]
