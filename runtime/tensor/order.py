"""Order: sort, topk, kthvalue, median, mode, along one dimension, with the 1-based positions of what they give."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import argument_error
from .elements import sized
from .overload import operation
from .quickselect import smallest_first
from .quicksort import ascending, descending
from .reduce import check_dimension

_OUT_OF_RANGE = "dimension out of range"


def _last(t: Any, dim: int | None) -> int:
    return len(t._size) - 1 if dim is None else dim


def _deliver(values: Any, indices: Any, t: Any, dim: int, found: Any, where: Any) -> tuple[Any, Any]:
    """Writes arrays of values and 0-based positions into the results."""
    values = sized(values, found.shape, type(t))
    values.array[...] = found
    indices = sized(indices, where.shape, t.index_class)
    np.add(where, 1, indices.array)
    return values, indices


@operation("sort", "[*T*] [*I*] T [index=last] [boolean=false]")
def sort(values: Any, indices: Any, t: Any, dim: int | None, reverse: bool) -> tuple[Any, Any]:
    """Sorted values along a dimension (the last unless given) and their positions."""
    dim = check_dimension(t, _last(t, dim), 2, "invalid dimension {}")
    where = descending(t.array, dim) if reverse else ascending(t.array, dim)
    return _deliver(values, indices, t, dim, np.take_along_axis(t.array, where, dim), where)


@operation("topk", "[*T*] [*I*] T [long=1] [index=last] [boolean=false] [boolean=false]")
def topk(values: Any, indices: Any, t: Any, k: int, dim: int | None, largest: bool, ordered: bool) -> tuple[Any, Any]:
    """The k smallest (or largest) elements along a dimension; in no particular order unless asked to sort."""
    dim = check_dimension(t, _last(t, dim), 3, "dim not in range")
    n = t._size[dim]
    if not 0 < k <= n:
        raise argument_error(2, "k not in range for dimension")
    start = n - k if largest else 0
    where = smallest_first(t.array, start - 1 if largest else k - 1, dim)
    where = np.take(where, range(start, start + k), axis=dim)
    found = np.take_along_axis(t.array, where, dim)
    if ordered:
        order = descending(found, dim) if largest else ascending(found, dim)
        where, found = np.take_along_axis(where, order, dim), np.take_along_axis(found, order, dim)
    return _deliver(values, indices, t, dim, found, where)


def _kth(values: Any, indices: Any, t: Any, k: int, dim: int) -> tuple[Any, Any]:
    where = np.take(smallest_first(t.array, k - 1, dim), [k - 1], axis=dim)
    return _deliver(values, indices, t, dim, np.take_along_axis(t.array, where, dim), where)


@operation("kthvalue", "[*T*] [*I*] T long [index=last]")
def kthvalue(values: Any, indices: Any, t: Any, k: int, dim: int | None) -> tuple[Any, Any]:
    """The k-th smallest element along a dimension."""
    dim = check_dimension(t, _last(t, dim), 3, _OUT_OF_RANGE)
    if not 0 < k <= t._size[dim]:
        raise argument_error(2, "selected index out of range")
    return _kth(values, indices, t, k, dim)


@operation("median", "[*T*] [*I*] T [index=last]")
def median(values: Any, indices: Any, t: Any, dim: int | None) -> tuple[Any, Any]:
    """The middle element along a dimension; of an even number the lower of the two."""
    dim = check_dimension(t, _last(t, dim), 3, _OUT_OF_RANGE)
    return _kth(values, indices, t, (t._size[dim] - 1) // 2 + 1, dim)


@operation("mode", "[*T*] [*I*] T [index=last]")
def mode(values: Any, indices: Any, t: Any, dim: int | None) -> tuple[Any, Any]:
    """The most frequent element along a dimension, the smallest of equally frequent ones, and a position of it."""
    dim = check_dimension(t, _last(t, dim), 3, _OUT_OF_RANGE)
    rows = np.moveaxis(t.array, dim, -1)
    order = ascending(rows, -1)
    ranked = np.take_along_axis(rows, order, -1)
    ends = np.ones(rows.shape, bool)
    np.not_equal(ranked[..., 1:], ranked[..., :-1], out=ends[..., :-1])
    positions = np.arange(rows.shape[-1])
    before = np.maximum.accumulate(np.where(ends, positions, -1), axis=-1)
    lengths = np.where(ends, positions - _shifted(before), 0)
    best = np.argmax(lengths, axis=-1)[..., None]
    found = np.moveaxis(np.take_along_axis(ranked, best, -1), -1, dim)
    where = np.moveaxis(np.take_along_axis(order, best, -1), -1, dim)
    return _deliver(values, indices, t, dim, found, where)


def _shifted(ends: Any) -> Any:
    """For every position the end of the run before it, -1 for none."""
    return np.concatenate([np.full_like(ends[..., :1], -1), ends[..., :-1]], axis=-1)
