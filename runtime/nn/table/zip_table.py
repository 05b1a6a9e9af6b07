"""A table of tables turned inside out (nn.ZipTable)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from ..module import Module


@register("nn.ZipTable")
class ZipTable(Module):
    """{{a1, a2}, {b1, b2}, {c1, c2}} -> {{a1, b1, c1}, {a2, b2, c2}}."""

    def __init__(self) -> None:
        super().__init__()
        self.output = Table()
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        self.output = zipped(input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = zipped(gradOutput)
        return self.gradInput


def zipped(table: Table) -> Table:
    """Exchanges the two levels of a table of tables."""
    result: dict[int, Table] = {}
    for i, row in enumerate(table.array_values(), 1):
        for j, value in enumerate(row.array_values(), 1):
            result.setdefault(j, Table())[i] = value
    return Table(result)
