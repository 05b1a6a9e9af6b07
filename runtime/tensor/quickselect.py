"""Selection in the order that TH's quickselect leaves: what an unsorted topk returns, and which of equal elements."""

from __future__ import annotations

from typing import Any

import numpy as np

#: Up to so many elements, and in so many slices, positions are TH's own; above, those of numpy's partition.
_EXACT_LENGTH, _EXACT_TOTAL = 256, 1 << 14


def smallest_first(array: Any, k: int, dim: int) -> Any:
    """Positions along `dim` so that what stands at k (0-based) is there in sorted order, the smaller before it.

    k = -1 leaves everything in its order.
    """
    n = array.shape[dim]
    if k < 0:
        shape = [1] * array.ndim
        shape[dim] = n
        return np.broadcast_to(np.arange(n).reshape(shape), array.shape)
    exact = n <= _EXACT_LENGTH and array.size <= _EXACT_TOTAL and isinstance(array, np.ndarray)
    if not exact:
        return np.argpartition(array, k, axis=dim)
    rows = np.moveaxis(array, dim, -1)
    order = [_select(row, k) for row in rows.reshape(-1, n).tolist()]
    return np.moveaxis(np.array(order, np.int64).reshape(rows.shape), -1, dim)


def _select(values: list, k: int) -> list[int]:
    """Positions of `values` after Hoare's selection with the median of three as pivot."""
    order = list(range(len(values)))
    low, high = 0, len(values) - 1
    while high > low:
        if high == low + 1:
            if values[low] > values[high]:
                _swap(values, order, low, high)
            break
        try:
            i, j = partition(values, order, low, high)
        except IndexError:  # among NaNs TH reads past the end
            break
        if j <= k:
            low = i
        if j >= k:
            high = j - 1
    return order


def _swap(values: list, order: list[int], i: int, j: int) -> None:
    values[i], values[j] = values[j], values[i]
    order[i], order[j] = order[j], order[i]


def partition(values: list, order: list[int], low: int, high: int) -> tuple[int, int]:
    """Moves what is below the pivot, the median of three, to its left; returns where the scans from both ends met.

    The pivot ends up at the second of these places.
    """
    _swap(values, order, (low + high) >> 1, low + 1)
    for a, b in ((low + 1, high), (low, high), (low + 1, low)):
        if values[a] > values[b]:
            _swap(values, order, a, b)
    pivot, i, j = values[low], low + 1, high
    while True:
        i += 1
        while values[i] < pivot:
            i += 1
        j -= 1
        while values[j] > pivot and j:
            j -= 1
        if j < i:
            _swap(values, order, low, j)
            return i, j
        _swap(values, order, i, j)
