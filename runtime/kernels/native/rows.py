"""Rows of matrices, gathered by number, on all threads where they are many."""

from __future__ import annotations

from typing import Any

import numpy as np

from .calls import FLOAT32, Kernel, Sizes

_INT64 = np.dtype(np.int64)


def _sizes(matrix: Any, numbers: Any, out: Any) -> Sizes | None:
    if not (type(matrix) is type(numbers) is type(out) is np.ndarray and matrix.ndim == 2):
        return None
    if not (matrix.dtype == out.dtype == FLOAT32 and numbers.dtype == _INT64):
        return None
    if not out.size or out.size != numbers.size * matrix.shape[1]:
        return None
    return Sizes(numbers.size, matrix.shape[1], len(matrix), out.size)


_gather = Kernel("gather", _sizes, in_place=False).run


def gather(matrix: Any, numbers: Any, out: Any) -> bool:
    """out[i] = matrix[numbers[i] - 1], float32 rows and int64 numbers of any shape, all C-contiguous.

    Returns whether it did that: not so, and nothing is written, if a number is none of 1..len(matrix).
    """
    return _gather(matrix, numbers, out)
