"""A table from its end (nn.ReverseTable)."""

from __future__ import annotations

from typing import Any

from ...nn.module import Module
from ...nn.simple.common import require
from ...registry import register
from ...table import Table


@register("nn.ReverseTable")
class ReverseTable(Module):
    """{a, b, ..., z} -> {z, ..., b, a}."""

    def __init__(self) -> None:
        super().__init__()
        self.output = Table()
        self.gradInput = Table()

    def updateOutput(self, inputTable: Any) -> Any:
        require(isinstance(inputTable, Table), "Expecting table at arg 1")
        return _refill(self.output, inputTable.array_values()[::-1])

    def updateGradInput(self, inputTable: Any, gradOutputTable: Any) -> Any:
        return _refill(self.gradInput, gradOutputTable.array_values()[::-1])


def _refill(table: Table, values: list) -> Table:
    for i in range(len(table), len(values), -1):
        table[i] = None
    for i, value in enumerate(values, 1):
        table[i] = value
    return table
