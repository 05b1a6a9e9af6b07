"""A loss as a module of {input, target} (nn.CriterionTable)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from ..module import Module
from .criterion import loss_of


@register("nn.CriterionTable")
class CriterionTable(Module):
    """output = criterion(input[1], input[2]), a number; gradInput is the table {criterion.gradInput}."""

    def __init__(self, criterion: Any) -> None:
        super().__init__()
        self.criterion = criterion
        self.gradInput = Table([criterion.gradInput])

    def updateOutput(self, input: Any) -> Any:
        self.output = loss_of(self.criterion.updateOutput(*input.array_values()))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any = None) -> Any:
        self.criterion.updateGradInput(*input.array_values())
        return self.gradInput
