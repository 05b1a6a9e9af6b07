"""Copies and sums over nested tables of tensors, in buffers that are reused (nngraph.nesting)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..nn.table.arrays import fitted
from ..nn.utils import torch_type
from ..printing.number import lua_tostring
from ..table import Table
from ..tensor import TensorCore

__all__ = ["addNestedTo", "cloneNested", "copyNested", "fillNested", "resizeNestedAs"]


def summed(buffer: Any, values: list) -> Any:
    """The sum of `values` (tensors, or nested tables of equal structure), in `buffer` or a new one."""
    buffer = _copied(buffer, values[0])
    for value in values[1:]:
        addNestedTo(buffer, value)
    return buffer


def _copied(buffer: Any, source: Any) -> Any:
    """A copy of `source` in the tensors of `buffer`; keys that source lacks are removed."""
    if isinstance(source, TensorCore):
        if not isinstance(buffer, TensorCore):
            buffer = type(source)()
        buffer.resize_array(source._size)[...] = source.array
        return buffer
    if not isinstance(source, Table):
        raise TorchError(f"expecting gradients to be tensors or tables of tensors, got a {torch_type(source)}")
    buffer = buffer if isinstance(buffer, Table) else Table()
    for key, value in source.items():
        old = buffer.get(key)
        new = _copied(old, value)
        if new is not old:
            buffer[key] = new
    _drop_others(buffer, source)
    return buffer


def _drop_others(table: Table, source: Table) -> None:
    for key in table:
        if key not in source:
            table[key] = None


def cloneNested(obj: Any) -> Any:
    """A copy of a tensor, or of a nested table of them."""
    return _copied(None, obj)


def fillNested(obj: Any, value: float) -> None:
    """Fills all tensors."""
    if isinstance(obj, TensorCore):
        obj.fill(value)
    else:
        for child in obj.values():
            fillNested(child, value)


def resizeNestedAs(output: Any, input: Any) -> None:
    """Gives `output` the structure and sizes of `input`; what is new in it is copied."""
    if isinstance(output, TensorCore):
        output.resize_array(input._size)
        return
    for key, child in input.items():
        if output.get(key) is None:
            output[key] = cloneNested(child)
        else:
            resizeNestedAs(output[key], child)
    _drop_others(output, input)


def copyNested(output: Any, input: Any) -> None:
    """Copies all tensors of `input` into those of `output`, which must have the same keys."""
    if isinstance(output, TensorCore):
        output.copy(input)
        return
    for key, child in input.items():
        copyNested(output[key], child)
    for key in output:
        if key not in input:
            shown = lua_tostring(key) if isinstance(key, (int, float)) else key
            raise TorchError(f"key {shown} present in output but not in input")


def addNestedTo(output: Any, input: Any) -> None:
    """Adds the tensors of `input` to those of `output`."""
    if isinstance(output, TensorCore):
        target = output.array
        np.add(target, fitted(input.array, target.shape), out=target)
        return
    for key, child in input.items():
        old = output.get(key)
        if old is None:
            raise TorchError("missing key")
        addNestedTo(old, child)
