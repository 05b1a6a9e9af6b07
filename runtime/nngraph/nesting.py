"""Sums over nested tables of tensors, in buffers that are reused."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..nn.table.arrays import fitted
from ..table import Table
from ..tensor import TensorCore


def summed(buffer: Any, values: list) -> Any:
    """The sum of `values` (tensors, or nested tables of equal structure), in `buffer` or a new one."""
    buffer = copied(buffer, values[0])
    for value in values[1:]:
        add(buffer, value)
    return buffer


def copied(buffer: Any, source: Any) -> Any:
    """A copy of `source` in the tensors of `buffer`; keys that source lacks are removed."""
    if isinstance(source, TensorCore):
        if not isinstance(buffer, TensorCore):
            buffer = type(source)()
        buffer.resize_array(source._size)[...] = source.array
        return buffer
    if not isinstance(source, Table):
        raise TorchError(f"expecting gradients to be tensors or tables of tensors, got a {type(source).__name__}")
    buffer = buffer if isinstance(buffer, Table) else Table()
    for key, value in source.items():
        old = buffer.get(key)
        new = copied(old, value)
        if new is not old:
            buffer[key] = new
    for key in buffer:
        if key not in source:
            buffer[key] = None
    return buffer


def add(buffer: Any, value: Any) -> None:
    """Adds `value` to the nested tensors of `buffer`."""
    if isinstance(buffer, TensorCore):
        target = buffer.array
        np.add(target, fitted(value.array, target.shape), out=target)
        return
    for key, child in value.items():
        old = buffer.get(key)
        if old is None:
            raise TorchError("missing key")
        add(old, child)
