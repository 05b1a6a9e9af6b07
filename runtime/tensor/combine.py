"""Tensors from tensors: cat, reshape, repeatTensor, split, chunk."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arguments import lua_type, to_number
from ..errors import TorchError, argument_error
from ..storage import LongStorage, Storage
from ..table import Table
from .core import TensorCore
from .lua_errors import inside, method_of
from .overload import operation
from .sizes import read_sizes


def _extent(t: Any, d: int) -> int:
    """Size of dimension d; 1 where the tensor has fewer dimensions, 0 if it is empty."""
    return t._size[d] if d < len(t._size) else min(len(t._size), 1)


def _joined_size(tensors: list, dim: int, ndim: int) -> tuple[int, ...]:
    size = []
    for d in range(ndim):
        extents = [_extent(t, d) for t in tensors]
        if d == dim:
            size.append(sum(extents))
            continue
        present = {n for n in extents if n}
        if len(present) > 1:
            raise TorchError("inconsistent tensor sizes")
        size.append(present.pop() if present else 0)
    return tuple(size)


def _cat(r: Any, tensors: list, dim: int) -> Any:
    """Joins tensors; dim -2 (Torch's -1) stands for the last dimension of the largest."""
    ndim = max([dim + 1, *[len(t._size) for t in tensors]])
    if dim == -2:
        dim = max(ndim - 1, 0)
    if dim < 0:
        raise argument_error(4, f"invalid dimension {dim + 1}")
    size = _joined_size(tensors, dim, ndim)
    parts = [_part(t, size, dim) for t in tensors if t._size]
    if r is None:
        r = tensors[0].empty(())
    elif any(np.may_share_memory(r._storage.array, part) for part in parts):
        parts = [part.copy() for part in parts]
    if parts:
        if r._size != size:
            r._resize(size)
        np.concatenate(parts, axis=dim, out=r.array)
    return r


def _part(t: Any, size: tuple[int, ...], dim: int) -> Any:
    if len(t._size) == len(size):
        return t.array
    return t.array.reshape((*size[:dim], _extent(t, dim), *size[dim + 1 :]))


@operation("cat", "[*T*] T T [index=-2]", in_place=True)
def cat(r: Any, a: Any, b: Any, dim: int) -> Any:
    """Joins tensors along a dimension (the last unless given); empty ones are skipped."""
    return _cat(r, [a, b], dim)


@operation("cat", "[*T*] {T+} [index=-2]", in_place=True)
def cat_table(r: Any, tensors: list, dim: int) -> Any:
    return _cat(r, tensors, dim)


@operation("reshape", "[*T*] T sizes", in_place=True)
def reshape(r: Any, t: Any, size: tuple[int, ...]) -> Any:
    """A copy with other sizes (always a copy, also of a contiguous tensor)."""
    if r is None:
        r = t.empty(size)
    else:
        r._resize(size)
    return r.copy(t)


def _sizes_of(args: tuple) -> tuple[Any, Any, tuple[int, ...]]:
    """(result or None, source, sizes) of ``f([result,] source, sizes...)``."""
    if len(args) > 1 and not _is_size(args[1]):
        return args[0], args[1], read_sizes(args[2:]) if isinstance(args[1], TensorCore) else ()
    return (None, args[0], read_sizes(args[1:])) if len(args) > 1 else (None, None, ())


def _is_size(value: Any) -> bool:
    return isinstance(value, (int, float, LongStorage, list, tuple)) and not isinstance(value, bool)


def repeatTensor(*args: Any) -> Any:
    """``repeatTensor([result,] tensor, sizes...)``: the tensor repeated that often along each dimension."""
    r, t, repeats = _sizes_of(args)
    method_of(t, "tensor", "isContiguous")
    if len(repeats) < len(t._size):
        raise TorchError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
        )
    tiled = np.tile(t.array, repeats)
    if r is None:
        return type(t).wrap(tiled)
    r._resize(tiled.shape)
    r.array[...] = tiled
    return r


def split(*args: Any) -> Table:
    """``split([table,] tensor, size[, dim=1])``: a table of views of `size` slices each (the last may be smaller)."""
    table, (t, size, dim) = _table_first(args)
    total, start = inside("size", method_of(t, "tensor", "size"), dim), 1
    if isinstance(total, Storage):
        raise TorchError("attempt to compare two table values")
    while start <= total:
        if to_number(size) is None:
            raise TorchError(f"bad argument #1 to 'min' (number expected, got {lua_type(size)})")
        length = min(to_number(size), total - start + 1)
        table.append(inside("narrow", t.narrow, dim, start, length))
        start += length
    return table


def chunk(*args: Any) -> Table:
    """``chunk([table,] tensor, n[, dim=1])``: a table of at most n views of equal size (the last may be smaller)."""
    table, (t, count, dim) = _table_first(args)
    total, parts = inside("size", method_of(t, "tensor", "size"), dim), to_number(count)
    if parts is None:
        raise TorchError(f"attempt to perform arithmetic on local 'nChunk' (a {lua_type(count)} value)")
    return split(table, t, math.ceil(total / parts) if parts else math.inf, dim)


def _table_first(args: tuple) -> tuple[Table, tuple[Any, Any, Any]]:
    """The table to fill, emptied (a new one unless given), and tensor, size and dimension (1 unless given)."""
    if args and hasattr(args[0], "array_values"):
        table, args = args[0], args[1:]
        for key in list(table):
            del table[key]
    else:
        table = Table()
    tensor, size, dim = [*args, None, None, None][:3]
    return table, (tensor, size, 1 if dim is None or dim is False else dim)


class Combine(TensorCore):
    """Methods that copy or cut a tensor into others."""

    __slots__ = ()

    def repeatTensor(self, *args: Any) -> Any:
        """The tensor repeated along each dimension; ``result:repeatTensor(source, sizes...)`` fills result."""
        return repeatTensor(self, *args)

    def split(self, *args: Any) -> Table:
        """A table of views of `size` slices each along a dimension (the first unless given)."""
        return split(self, *args)

    def chunk(self, *args: Any) -> Table:
        """A table of at most n views of equal size along a dimension (the first unless given)."""
        return chunk(self, *args)
