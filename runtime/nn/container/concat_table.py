"""Branches over one input (nn.ConcatTable)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from ..table.arrays import store
from .branches import Branches


@register("nn.ConcatTable")
class ConcatTable(Branches):
    """Feeds the input (a tensor or a table) to every module; output is the table of their outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.output = Table()

    def updateOutput(self, input: Any) -> Any:
        return store(self.output, self._outputs(input))

    def _gradients(self, modules: list, gradOutput: Any) -> list:
        gradients = gradOutput.array_values()
        return gradients + [None] * (len(modules) - len(gradients))
