"""Elements of rows by the numbers of their classes: what losses pick, and their gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from .calls import FLOAT32, Kernel, Sizes

#: Types of numbers, as in classes.c.
_KINDS = {np.dtype(np.int64): 0, FLOAT32: 1, np.dtype(np.float64): 2}
_sum, _value = np.zeros(1), np.zeros(1, FLOAT32)


def _sizes(rows: Any, numbers: Any) -> Sizes | None:
    if type(rows) is not np.ndarray or rows.dtype != FLOAT32 or rows.ndim != 2 or not rows.size:
        return None
    if type(numbers) is not np.ndarray or numbers.dtype not in _KINDS or numbers.shape != rows.shape[:1]:
        return None
    return Sizes(len(rows), rows.shape[1], _KINDS[numbers.dtype], shared=False)


_sum_of = Kernel("sum_of_classes", lambda rows, numbers, _: _sizes(rows, numbers), in_place=False).run
_put_at = Kernel("put_at_classes", lambda _, numbers, out: _sizes(out, numbers), in_place=False).run


def sum_of_classes(rows: Any, numbers: Any) -> float | None:
    """The sum, in double precision, of rows[i, numbers[i] - 1]; None, where C cannot, or a number is no column's."""
    return _sum[0].item() if _sum_of(rows, numbers, _sum) else None


def put_at_classes(value: float, numbers: Any, out: Any) -> bool:
    """out[i, numbers[i] - 1] = value, 0 elsewhere; False, and `out` holds anything, where the sum would be None."""
    _value[0] = value
    return _put_at(_value, numbers, out)
