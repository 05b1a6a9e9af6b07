"""Weighted sum of losses, each of its own input (nn.ParallelCriterion)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from .. import utils
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

    def add(self, criterion: Any, weight: float | None = None) -> Any:
        require(criterion is not None, "no criterion provided")
        self.criterions.append(criterion)
        self.weights.append(1 if weight is None else weight)
        return self

    def _parts(self, target: Any) -> list[tuple[int, float, Any, Any]]:
        """(i, weight, criterion, target) of each criterion."""
        criterions, weights = self.criterions.array_values(), self.weights.array_values()
        targets = [target if self.repeatTarget else target.get(i) for i in range(1, len(criterions) + 1)]
        return list(zip(range(1, len(criterions) + 1), weights, criterions, targets))

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        self.output = 0
        for i, weight, criterion, wanted in self._parts(target):
            self.output += weight * loss_of(criterion.updateOutput(input[i], wanted))
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        self.gradInput = utils.recursiveResizeAs(self.gradInput, input)[0]
        utils.recursiveFill(self.gradInput, 0)
        for i, weight, criterion, wanted in self._parts(target):
            utils.recursiveAdd(self.gradInput[i], weight, criterion.updateGradInput(input[i], wanted))
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.gradInput = Table()
        return super().type(type, tensorCache)
