"""Emptying what belongs to others."""

from __future__ import annotations

from typing import Any

from ..table import Table
from ..tensor import TensorCore


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
