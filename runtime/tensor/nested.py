"""Tensors from nested lists: torch.Tensor({{1, 2}, {3, 4}})."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import to_number
from ..errors import TorchError


def from_nested(values: Any) -> np.ndarray:
    """Nested lists (or Tables) of numbers as one ndarray; errors as Torch's for what is no table of that shape."""
    size: list[int] = []
    rows = values
    while _is_table(rows) and len(rows):
        size.append(len(rows))
        rows = _entries(rows)[0]
    if not size:
        return np.empty(0)
    flat: list[Any] = []
    _collect(values, size, 0, flat)
    return np.array(flat).reshape(size)


def _is_table(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or hasattr(value, "array_values")


def _entries(table: Any) -> list:
    """The entries 1..#table, None for holes."""
    if not hasattr(table, "array_values"):
        return table
    found = table.array_values()
    return found if len(found) == len(table) else [table.get(i) for i in range(1, len(table) + 1)]


def _collect(value: Any, size: list[int], depth: int, flat: list) -> None:
    if not _is_table(value):
        raise TorchError("invalid tensor definition" if depth else "invalid element (not a number)")
    if len(value) != size[depth]:
        raise TorchError("invalid tensor sizes")
    entries = _entries(value)
    if depth + 1 < len(size):
        for entry in entries:
            _collect(entry, size, depth + 1, flat)
        return
    if not all(type(entry) is float or type(entry) is int for entry in entries):
        entries = [to_number(entry) if not isinstance(entry, np.generic) else entry.item() for entry in entries]
        if None in entries:
            raise TorchError("invalid element (not a number)")
    flat += entries
