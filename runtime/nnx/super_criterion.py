"""Weighted sum of losses, one for each input (nnx's nn.SuperCriterion)."""

from __future__ import annotations

from typing import Any

from ..nn.criterion.criterion import Criterion, loss_of
from ..registry import register
from ..table import Table


@register("nn.SuperCriterion")
class SuperCriterion(Criterion):
    """Sum over i of weights[i] * criterions[i](input[i], target[i]); a target that is no table serves all."""

    def __init__(self) -> None:
        super().__init__()
        self.criterions = Table()
        self.weights = Table()
        self.gradInput = Table()

    def add(self, criterion: Any, weight: float | None = None) -> None:
        """Appends a criterion."""
        self.criterions.append(criterion)
        self.weights.append(1 if weight is None else weight)

    def _each(self, input: Any, target: Any) -> list[tuple[Any, float, Any, Any]]:
        found = zip(self.criterions.array_values(), self.weights.array_values())
        return [
            (criterion, weight, input[i], target[i] if isinstance(target, Table) else target)
            for i, (criterion, weight) in enumerate(found, 1)
        ]

    def updateOutput(self, input: Any, target: Any) -> Any:
        self.output = 0
        for criterion, weight, x, t in self._each(input, target):
            self.output += weight * loss_of(criterion.updateOutput(x, t))
        return self.output

    def updateGradInput(self, input: Any, target: Any) -> Any:
        for i, (criterion, weight, x, t) in enumerate(self._each(input, target), 1):
            self.gradInput[i] = criterion.updateGradInput(x, t).clone().mul(weight)
        return self.gradInput
