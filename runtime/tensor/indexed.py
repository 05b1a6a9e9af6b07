"""Picking and placing slices and elements by LongTensors of 1-based positions: index, indexAdd, gather, scatter."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, argument_error, sizes
from ..kernels.native import rows as _rows
from ..storage import cast
from .overload import operation

_INDEX = "{T}, number, torch.LongTensor | {T}, {T}, number, torch.LongTensor expected"


def _positions(index: Any, count: int, error: TorchError) -> Any:
    """0-based positions; `error` if one is outside 0..count-1."""
    if len(index._size) != 1:
        raise argument_error(3, "Index is supposed to be a vector")
    where = index.array - 1
    if where.view(np.uint64).max() >= count:  # what is negative is too large, too
        raise error
    return where


def _check_dim(t: Any, dim: int) -> None:
    if not 0 <= dim < len(t._size):
        raise argument_error(4, f"Indexing dim {dim + 1} is out of bounds of tensor")


@operation("index", method="[*T*] T index I", text=_INDEX)
def index_select(r: Any, t: Any, dim: int, index: Any) -> Any:
    """The slices of dimension `dim` with these numbers, as a new tensor.

    ``result:index(source, dim, index)`` puts them into result, and returns the index, as Torch does.
    """
    if len(index._size) != 1:
        raise argument_error(3, "Index is supposed to be a vector")
    _check_dim(t, dim)
    if dim == 0 and t.is_contiguous():
        error = TorchError("index out of range")
    else:
        error = argument_error(2 if len(t._size) == 1 else 3, "out of range")
    size = (*t._size[:dim], *index._size, *t._size[dim + 1 :])
    source = t.array
    if r is None:
        where, r = _positions(index, t._size[dim], error), t.empty(size)
        _take(source, where, dim, r)
        return r
    if dim == 0 and r._size == size and _rows.gather(source, index.array, r.array):
        return index
    where = _positions(index, t._size[dim], error)
    if np.may_share_memory(r._storage.array, source):
        source = source.copy()
    if r._size != size:
        r._resize(size)
    _take(source, where, dim, r)
    return index


def _take(source: Any, where: Any, dim: int, r: Any) -> None:
    np.take(source, where, dim, r.array, "clip")  # positions are checked: clip takes the fast way


def _slices(r: Any, dim: int, index: Any) -> tuple[Any, tuple]:
    """0-based positions and the numpy key of these slices of `r`."""
    _check_dim(r, dim)
    position = 2 if len(r._size) == 1 else 3
    where = _positions(index, r._size[dim], argument_error(position, "out of range"))
    return where, (*[slice(None)] * dim, where)


def _check_source(dim: int, index: Any, src: Any) -> None:
    if len(index._size) != 1:
        raise argument_error(3, "Index is supposed to be a vector")
    _check_dim(src, dim)
    if index.nElement() != src._size[dim]:
        raise argument_error(4, "Number of indices should be equal to source:size(dim)")


def _shaped(src: Any, r: Any, dim: int, count: int) -> Any:
    """Array of `src` whose slices have the shape of those of `r`; they may differ in shape, not in size."""
    wanted = (*r._size[:dim], count, *r._size[dim + 1 :])
    if src._size == wanted:
        return src.array
    rows = np.moveaxis(src.array, dim, 0)
    rest = (*r._size[:dim], *r._size[dim + 1 :])
    if rows[0].size != np.prod(rest, dtype=int):
        shown = f"tensor {sizes(rest)} and src {sizes(rows.shape[1:])}"
        counts = f"{np.prod(rest, dtype=int)} and {rows[0].size}"
        raise TorchError(
            f"inconsistent tensor size, expected {shown} to have the same number of elements, "
            f"but got {counts} elements respectively"
        )
    return np.moveaxis(rows.reshape(count, *rest), 0, dim)


@operation("indexCopy", method="*T* index I T", text="{T}, number, torch.LongTensor, {T} expected")
def index_copy(r: Any, dim: int, index: Any, src: Any) -> Any:
    """Copies the slices of `src` into those of dimension `dim` with these numbers; returns `src`, as Torch does."""
    _check_source(dim, index, src)
    where, key = _slices(r, dim, index)
    r.array[key] = _shaped(src, r, dim, len(where))
    return src


@operation("indexAdd", method="*T* index I T", text="{T}, number, torch.LongTensor, {T} expected")
def index_add(r: Any, dim: int, index: Any, src: Any) -> Any:
    """Adds the slices of `src` to the slices of dimension `dim` with these numbers, repeated ones included.

    Returns `src`, as Torch does.
    """
    _check_source(dim, index, src)
    where, key = _slices(r, dim, index)
    source = _shaped(src, r, dim, len(where))
    order = np.argsort(where, kind="stable")
    ranked = where[order]
    starts = np.flatnonzero(np.diff(ranked, prepend=-1))
    if len(starts) == len(where):
        r.array[key] += source
    else:  # add up what goes to the same slice first
        rows = np.moveaxis(r.array, dim, 0)
        rows[ranked[starts]] += np.add.reduceat(np.moveaxis(source, dim, 0)[order], starts, 0, source.dtype)
    return src


@operation("indexFill", method="*T* index I double", text="{T}, number, torch.LongTensor, number expected")
def index_fill(r: Any, dim: int, index: Any, value: float) -> Any:
    """Fills the slices of dimension `dim` with these numbers; returns the value, as Torch does."""
    r.array[_slices(r, dim, index)[1]] = cast(value, r.dtype)
    return value


def _check_sizes(dim: int, tensors: dict[str, Any]) -> None:
    """All tensors need the same sizes but for `dim`."""
    shapes = [t._size[:dim] + t._size[dim + 1 :] for t in tensors.values()]
    if len(set(shapes)) > 1:
        shown = [f"{label} {sizes(t._size)}" for label, t in tensors.items()]
        listed = f"{', '.join(shown[:-1])} and {shown[-1]}"
        raise TorchError(f"Expected {listed} to have the same size in dimension {dim}")


def _element_positions(name: str, index: Any, count: int) -> Any:
    where = index.array - 1
    if where.min() < 0 or where.max() >= count:
        raise TorchError(f"Invalid index in {name}")
    return where


@operation("gather", "[*T*] T index I", in_place=True)
def gather(r: Any, t: Any, dim: int, index: Any) -> Any:
    """``r[i][j] = t[index[i][j]][j]`` for dim 1, and so on for others; the result has the index's size.

    A result that is given keeps its size, which must be that of the source but for `dim`.
    """
    if len(index._size if r is None else r._size) != len(t._size):
        raise argument_error(2, "Input tensor must have same dimensions as output tensor")
    if dim >= len(t._size):
        raise argument_error(3, "Index dimension is out of bounds")
    if len(index._size) != len(t._size):
        raise argument_error(4, "Index tensor must have same dimensions as input tensor")
    if dim < 0:
        raise argument_error(2, f"dimension {dim + 1} out of range of {len(t._size)}D tensor")
    _check_sizes(dim, {"tensor": index if r is None else r, "src": t, "index": index})
    found = np.take_along_axis(t.array, _element_positions("gather", index, t._size[dim]), dim)
    if r is None:
        return type(t).wrap(found)
    if r._size[dim] < index._size[dim]:
        raise TorchError("Invalid index in gather")  # TH writes past the end
    key = (*[slice(None)] * dim, slice(index._size[dim]))
    r.array[key] = found
    return r


def _check_scatter(r: Any, dim: int, index: Any) -> None:
    if not 0 <= dim < len(r._size):
        raise argument_error(2, "Index dimension is out of bounds")
    if len(index._size) != len(r._size):
        raise argument_error(3, "Index tensor must have same dimensions as output tensor")


@operation("scatter", "*T* index I T", in_place=True)
def scatter(r: Any, dim: int, index: Any, src: Any) -> Any:
    """``r[index[i][j]][j] = src[i][j]`` for dim 1, and so on for others; `src` may be a number."""
    _check_scatter(r, dim, index)
    if len(src._size) != len(r._size):
        raise argument_error(4, "Input tensor must have same dimensions as output tensor")
    _check_sizes(dim, {"tensor": r, "src": src, "index": index})
    if src._size[dim] < index._size[dim]:
        raise argument_error(4, "Input tensor must have as many elements as the index tensor")
    key = (*[slice(None)] * dim, slice(index._size[dim]))
    source = src.array[key]
    np.put_along_axis(r.array, _element_positions("scatter", index, r._size[dim]), source, dim)
    return r


@operation("scatter", "*T* index I real", in_place=True)
def scatter_fill(r: Any, dim: int, index: Any, value: float) -> Any:
    _check_scatter(r, dim, index)
    _check_sizes(dim, {"tensor": r, "index": index})
    number = np.asarray(cast(value, r.dtype)).astype(r.array.dtype)
    np.put_along_axis(r.array, _element_positions("scatter", index, r._size[dim]), number, dim)
    return r
