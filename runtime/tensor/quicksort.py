"""Sorting in the order that TH's quicksort leaves: which of equal elements comes first, and where NaNs end up."""

from __future__ import annotations

from typing import Any

import numpy as np

from .quickselect import partition

#: Parts of at most so many elements are left to the insertion sort, which keeps the order of equal elements.
_SMALL = 10
#: Up to so many elements in a slice, and in all slices that need it, positions are TH's own; above, equal elements
#: keep their order and NaNs go last.
_EXACT_LENGTH, _EXACT_TOTAL = 4096, 1 << 15


def ascending(array: Any, dim: int) -> Any:
    """Positions that sort along `dim`, as TH's quicksort finds them."""
    where = np.argsort(array, axis=dim, kind="stable")
    return _as_in_torch(array, where, dim, False)


def descending(array: Any, dim: int) -> Any:
    """Positions that sort along `dim`, the largest first."""
    backwards = np.flip(np.argsort(np.flip(array, dim), axis=dim, kind="stable"), dim)
    return _as_in_torch(array, array.shape[dim] - 1 - backwards, dim, True)


def _as_in_torch(array: Any, where: Any, dim: int, reverse: bool) -> Any:
    """`where` with the order of the slices in which equal elements or NaNs leave a choice."""
    n = array.shape[dim]
    dim %= array.ndim
    if not 1 < n <= _EXACT_LENGTH or not isinstance(array, np.ndarray):
        return where
    rows = np.moveaxis(array, dim, -1).reshape(-1, n)
    unsure = np.isnan(rows).any(1) if array.dtype.kind == "f" else np.zeros(len(rows), bool)
    order = np.moveaxis(where, dim, -1).reshape(-1, n)
    if n > _SMALL + 1:
        ranked = np.take_along_axis(rows, order, 1)
        unsure |= (ranked[:, 1:] == ranked[:, :-1]).any(1)
    which = np.flatnonzero(unsure)
    if not len(which) or len(which) * n > _EXACT_TOTAL:
        return where
    order = order.copy()
    for i in which:
        values = rows[i].tolist()
        order[i] = sorted_positions([-v for v in values] if reverse else values)
    shape = (*array.shape[:dim], *array.shape[dim + 1 :], n)
    return np.moveaxis(order.reshape(shape), -1, dim)


def sorted_positions(values: list) -> list[int]:
    """Positions of `values` in ascending order, by quicksort with the median of three as pivot; `values` is sorted."""
    order = list(range(len(values)))
    parts = [(0, len(values) - 1)] if len(values) > _SMALL + 1 else []
    try:
        while parts:
            low, high = parts.pop()
            i, j = partition(values, order, low, high)
            parts += [part for part in ((low, j - 1), (i, high)) if part[1] - part[0] + 1 > _SMALL]
    except IndexError:  # among NaNs TH reads past the end
        pass
    _insert(values, order)
    return order


def _insert(values: list, order: list[int]) -> None:
    """Insertion sort from the end, TH's last step: NaNs stay where they are."""
    n = len(values)
    for i in range(n - 2, -1, -1):
        value = values[i]
        if value > values[i + 1]:
            place, j = order[i], i + 1
            while j < n and values[j] < value:
                values[j - 1], order[j - 1] = values[j], order[j]
                j += 1
            values[j - 1], order[j - 1] = value, place
