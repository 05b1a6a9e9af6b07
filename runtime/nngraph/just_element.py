"""The element of a table of one (nngraph.JustElement)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.module import Module
from ..registry import register
from ..table import Table


@register("nngraph.JustElement")
class JustElement(Module):
    """{a} -> a."""

    def __init__(self) -> None:
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        if len(input) != 1:
            raise TorchError("expecting one element")
        self.output = input[1]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput[1] = gradOutput
        return self.gradInput
