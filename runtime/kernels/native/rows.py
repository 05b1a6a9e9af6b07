"""Slices of arrays, gathered by number, on all threads where they are many."""

from __future__ import annotations

from typing import Any

import numpy as np

from .calls import SHARED_BYTES, Kernel, Sizes

_INT64 = np.dtype(np.int64)


def _sizes(array: Any, numbers: Any, out: Any) -> Sizes | None:
    if not (type(array) is type(numbers) is type(out) is np.ndarray and array.ndim > 1):
        return None
    if array.dtype != out.dtype or array.dtype.hasobject or numbers.dtype != _INT64:
        return None
    count, limit = numbers.size, len(array)
    if not out.size or array.nbytes * count != out.nbytes * limit:
        return None
    return Sizes(count, out.nbytes // count, limit, out.nbytes >= SHARED_BYTES)


_gather = Kernel("gather", _sizes, in_place=False).run


def gather(array: Any, numbers: Any, out: Any) -> bool:
    """out[i] = array[numbers[i] - 1], int64 numbers of any shape; two dimensions or more, all C-contiguous.

    Returns whether it did that: not so, and nothing is written, if a number is none of 1..len(array).
    """
    return _gather(array, numbers, out)
