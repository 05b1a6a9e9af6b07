"""Sums in TH's order, one element after the other: numpy adds in pairs, which rounds differently in the last digits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

#: Elements that are added up at a time: what they need stays in the cache.
_BLOCK = 1 << 13
#: More elements than this are added in pairs, ten times faster.
_IN_ORDER = 1 << 20


def sum_in_order(values: Any) -> float:
    """Sum of all elements of a float array in row-major order, in double."""
    if not isinstance(values, np.ndarray) or values.size > _IN_ORDER:
        return values.sum(dtype=np.float64).item()
    flat = values.reshape(-1)
    running, total = np.empty(min(len(flat), _BLOCK) + 1), np.float64(0)
    sums = np.empty_like(running)
    for start in range(0, len(flat), _BLOCK):
        part = flat[start : start + _BLOCK]
        n = len(part) + 1
        running[0], running[1:n] = total, part
        total = np.add.accumulate(running[:n], out=sums[:n])[-1]
    return float(total)


def sums_in_order(values: Any, dim: int, dtype: Any) -> Any:
    """Sums of a float array along `dim`, which keeps size 1, accumulated in `dtype`."""
    if not isinstance(values, np.ndarray) or not 0 < values.size <= _IN_ORDER:
        return values.sum(axis=dim, dtype=dtype, keepdims=True)
    n = values.shape[dim]
    rows = np.moveaxis(values, dim, -1)
    shape = (*rows.shape[:-1], 1)
    rows = rows.reshape(-1, n)
    sums = np.empty(len(rows), dtype)
    if n > _BLOCK and dtype == np.float64:
        sums[:] = [sum_in_order(row) for row in rows]
    else:
        step = max(1, _BLOCK // n)
        for start in range(0, len(rows), step):
            part = np.add.accumulate(rows[start : start + step], 1, dtype)
            sums[start : start + step] = part[:, -1]
    return np.moveaxis(sums.reshape(shape), -1, dim)


def adds_in_pairs(values: Any, dim: int) -> bool:
    """Whether numpy's reduction along `dim` has it as its innermost loop, which adds in pairs."""
    if not isinstance(values, np.ndarray) or values.dtype.kind != "f":
        return False
    others = [abs(s) for d, s in enumerate(values.strides) if d != dim and values.shape[d] > 1]
    return abs(values.strides[dim]) <= min(others, default=math.inf)
