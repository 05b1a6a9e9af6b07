"""Weighted sum of several losses of one input (nn.MultiCriterion)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...storage import storage_type
from ...table import Table
from .. import utils
from .common import require
from .criterion import Criterion, loss_of


@register("nn.MultiCriterion")
class MultiCriterion(Criterion):
    """Sum over i of weights[i] * criterions[i](input, target); ``add(criterion, weight)`` appends one."""

    def __init__(self) -> None:
        super().__init__()
        self.criterions = Table()
        self.weights = storage_type("torch.DoubleStorage")()

    def add(self, criterion: Any = None, weight: float | None = None) -> Any:
        require(criterion is not None, "no criterion provided")
        self.criterions.append(criterion)
        self.weights.resize(len(self.criterions))
        self.weights.set(len(self.criterions), 1 if weight is None else weight)
        return self

    def _weighted(self) -> list[tuple[float, Any]]:
        criterions = self.criterions.array_values()
        return [(self.weights.get(i), criterion) for i, criterion in enumerate(criterions, 1)]

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        self.output = 0
        for weight, criterion in self._weighted():
            self.output += weight * loss_of(criterion.updateOutput(input, target))
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        self.gradInput = utils.recursiveResizeAs(self.gradInput, input)[0]
        utils.recursiveFill(self.gradInput, 0)
        for weight, criterion in self._weighted():
            utils.recursiveAdd(self.gradInput, weight, criterion.updateGradInput(input, target))
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        for criterion in self.criterions.array_values():
            criterion.type(type)
        return super().type(type)
