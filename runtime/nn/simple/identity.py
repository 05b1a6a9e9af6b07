"""Passes its input on (nn.Identity)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..clearing import let_go
from ..module import Module


@register("nn.Identity")
class Identity(Module):
    """output is the input itself, gradInput gradOutput itself (tensors or tables)."""

    def __init__(self, *args: Any) -> None:
        super().__init__()

    def updateOutput(self, input: Any) -> Any:
        self.output = input
        return input

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = gradOutput
        return gradOutput

    def clearState(self) -> Any:
        return let_go(self)
