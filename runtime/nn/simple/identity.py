"""Passes its input on (nn.Identity)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from ...tensor import TensorCore
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


def let_go(module: Any) -> Any:
    """Clears output and gradInput without touching the tensors, which belong to others; returns the module."""
    fields = vars(module)
    for name in ("output", "gradInput"):
        value = fields.get(name)
        if isinstance(value, TensorCore):
            fields[name] = type(value)()
        elif isinstance(value, Table):
            fields[name] = Table()
        elif value:
            del fields[name]
    return module
