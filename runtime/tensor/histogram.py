"""Histograms: histc of all elements, bhistc of every row (floating types only)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, argument_error, sizes
from .elements import sized
from .overload import REAL, operation


def _limits(array: Any, low: float, high: float) -> tuple[Any, Any]:
    """Ends of the range: those of the data where none are given; never equal."""
    if low == high:
        low, high = array.min(), array.max()
    if low == high:
        low, high = low - 1, high + 1
    kind = array.dtype.type
    return kind(low), kind(high)


def _check_not_empty(t: Any, low: float, high: float) -> None:
    if low == high and not t._size:
        raise argument_error(1, "tensor must have one dimension")


def _counts(row: Any, bins: int, low: Any, high: Any) -> Any:
    """How many elements fall into each of `bins` equal parts; what is outside is not counted."""
    inside = row[(row >= low) & (row <= high)]
    places = ((inside - low) / (high - low) * row.dtype.type(bins)).astype(np.int64)
    return np.bincount(np.minimum(places, bins - 1), minlength=bins)


@operation("histc", "[*T*] T [long=100] [double=0] [double=0]", types=REAL, in_place=True)
def histc(r: Any, t: Any, bins: int, low: float, high: float) -> Any:
    """Counts of the elements in equal bins between two numbers (the extremes unless given)."""
    _check_not_empty(t, low, high)
    counts = _counts(t.array.reshape(-1), bins, *_limits(t.array, low, high)) if bins > 0 else ()
    r = sized(r, (bins,) if bins > 0 else (), type(t))
    r.array[...] = counts
    return r


@operation("bhistc", "[*T*] T [long=100] [double=0] [double=0]", types=REAL, in_place=True)
def bhistc(r: Any, t: Any, bins: int, low: float, high: float) -> Any:
    """Counts as histc's for every row of a matrix."""
    if len(t._size) > 2:
        raise argument_error(2, f"invalid dimension {len(t._size)}, the input must be a 2d tensor")
    if len(t._size) < 2:
        raise argument_error(2, "invalid dimension 2")
    if bins <= 0:
        shown = f"tensor {sizes(t._size)} and hist {sizes(t._size[:1])}"
        raise TorchError(f"inconsistent tensor size, expected {shown} to have the same number of dimensions")
    limits = _limits(t.array, low, high)
    counts = [_counts(row, bins, *limits) for row in t.array]
    r = sized(r, (t._size[0], bins), type(t))
    r.array[...] = counts
    return r
