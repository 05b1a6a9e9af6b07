"""Batches may be tensors or (nested) tables of tensors: what loaders do with either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import TorchError
from ..nn.utils import torch_type
from ..table import Table
from ..tensor.core import TensorCore


def as_data(value: Any) -> Any:
    """Lists and tuples of Python, however deep, as Tables."""
    if isinstance(value, (list, tuple)):
        return Table([as_data(item) for item in value])
    return value


def _check(value: Any) -> Any:
    if not isinstance(value, TensorCore):
        raise TorchError(f"expecting nested tensors or tables. Got {torch_type(value)} instead")
    return value


def map_tensors(function: Callable[[Any], Any], value: Any) -> Any:
    """The same structure with `function` of each tensor."""
    if isinstance(value, Table):
        return Table({key: map_tensors(function, item) for key, item in value.items()})
    return function(_check(value))


def batch_size(value: Any) -> int:
    """The size of the first tensor's first dimension."""
    while isinstance(value, Table):
        value = value.get(1)
    return _check(value).size(1)


def index(result: Any, source: Any, dim: int, indices: Any) -> Any:
    """The slices of all tensors with these numbers; tensors and tables of `result` are reused."""
    if isinstance(source, Table):
        result = result if isinstance(result, Table) else Table([] if result is None else [result])
        for key, item in source.items():
            result[key] = index(result.get(key), item, dim, indices)
        return result
    result = result if isinstance(result, TensorCore) else type(_check(source))()
    result.index(source, dim, indices)
    return result


def sub(value: Any, start: int, stop: int) -> Any:
    """The samples start to stop, sharing memory."""
    return map_tensors(lambda tensor: tensor.sub(start, stop), value)


def size(value: Any, excluded: Any = None) -> Any:
    """The sizes of each tensor as a table, without dimension `excluded` (None: the first, False: none)."""
    dim = 1 if excluded is None else excluded

    def sizes(tensor: Any) -> Table:
        found = list(tensor._size)
        if dim is not False and 1 <= dim <= len(found):
            del found[int(dim) - 1]
        return Table(found)

    return map_tensors(sizes, value)


def compact(value: Any) -> Any:
    """The same values where no tensor drags along a storage larger than itself (to send or to keep them)."""
    if isinstance(value, tuple):
        return tuple(compact(item) for item in value)
    if isinstance(value, Table):
        return Table({key: compact(item) for key, item in value.items()})
    if isinstance(value, TensorCore) and len(value._storage) != value.nElement():
        return value.clone()
    return value
