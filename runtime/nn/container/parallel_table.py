"""A module for each element of a table (nn.ParallelTable)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from ..table.arrays import elements, store
from .container import Container, in_module
from .text import branches


@register("nn.ParallelTable")
class ParallelTable(Container):
    """{a, b, ...} -> {module 1 of a, module 2 of b, ...}."""

    def __init__(self) -> None:
        super().__init__()
        self.output = Table()
        self.gradInput = Table()

    def _each(self, method: str, *tables_and_more: Any, tables: int) -> list:
        """Calls `method` of every module with its element of the first `tables` arguments; the results."""
        modules = self.modules.array_values()
        columns = [_padded(table, len(modules)) for table in tables_and_more[:tables]]
        extra = tables_and_more[tables:]
        i, results = 0, []
        try:
            for i, (module, *row) in enumerate(zip(modules, *columns), 1):  # noqa: B007 (i names the module in errors)
                results.append(getattr(module, method)(*row, *extra))
        except Exception as error:
            raise in_module(self, i, error) from None
        return results

    def updateOutput(self, input: Any) -> Any:
        return store(self.output, self._each("updateOutput", input, tables=1))

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        return store(self.gradInput, self._each("updateGradInput", input, gradOutput, tables=2))

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._each("accGradParameters", input, gradOutput, 1 if scale is None else scale, tables=2)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float | None = None) -> None:
        self._each("accUpdateGradParameters", input, gradOutput, 1 if lr is None else lr, tables=2)

    def __tostring__(self) -> str:
        return branches(self)


def _padded(table: Any, count: int) -> list:
    """The values 1..count of a table; missing ones are None, as nil."""
    values = elements(table)
    if len(values) >= count:
        return values
    return [table.get(i) if isinstance(table, Table) else None for i in range(1, count + 1)]
