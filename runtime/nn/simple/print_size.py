"""Prints the sizes of what passes through (nn.PrintSize)."""

from __future__ import annotations

from typing import Any

from ...console import lua_print
from ...registry import register
from ...table import Table
from ..clearing import let_go
from ..module import Module


@register("nn.PrintSize")
class PrintSize(Module):
    """output is the input, gradInput gradOutput; the size of each (a table itself) is printed after `prefix`."""

    def __init__(self, prefix: str | None = None) -> None:
        super().__init__()
        self.prefix = prefix or "PrintSize"

    def _print(self, what: str, value: Any) -> None:
        size = "missing size" if value is None else value if isinstance(value, Table) else value.size()
        lua_print(f"{self.prefix}:{what}\n", size)

    def updateOutput(self, input: Any) -> Any:
        self.output = input
        self._print("input", input)
        return input

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self._print("gradOutput", gradOutput)
        self.gradInput = gradOutput
        return gradOutput

    def clearState(self) -> Any:
        """Unlike Torch's, leaves the tensors that passed through alone."""
        return let_go(self)
