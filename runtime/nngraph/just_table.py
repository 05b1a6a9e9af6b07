"""A table of one element (nngraph.JustTable)."""

from __future__ import annotations

from typing import Any

from ..nn.module import Module
from ..registry import register
from ..table import Table


@register("nngraph.JustTable")
class JustTable(Module):
    """a -> {a}."""

    def __init__(self) -> None:
        self.output = Table()

    def updateOutput(self, input: Any) -> Any:
        self.output[1] = input
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = gradOutput[1]
        return self.gradInput
