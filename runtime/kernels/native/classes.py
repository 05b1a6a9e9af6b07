"""Elements of rows by the numbers of their classes: what losses pick, and their gradients."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from .calls import FLOAT32, Kernel, Sizes

_INT64 = np.dtype(np.int64)
#: For how many sizes of batches numbers are kept.
_MOST = 64


class _Memory(threading.local):
    """Arrays that stay where they are, as calls are remembered by their arrays; targets come as others each time."""

    def __init__(self) -> None:
        self.sum, self.value = np.zeros(1), np.zeros(1, FLOAT32)
        self._numbers: dict[int, Any] = {}

    def numbers(self, given: Any) -> Any:
        """The same numbers in memory of ours; None of what is no vector of int64."""
        if type(given) is not np.ndarray or given.dtype != _INT64 or given.ndim != 1:
            return None
        found = self._numbers.get(len(given))
        if found is None:
            if len(self._numbers) >= _MOST:
                self._numbers.clear()
            found = self._numbers[len(given)] = np.empty(len(given), np.int64)
        found[...] = given
        return found


_memory = _Memory()


def _sizes(rows: Any, numbers: Any) -> Sizes | None:
    if type(rows) is not np.ndarray or rows.dtype != FLOAT32 or rows.ndim != 2 or not rows.size:
        return None
    return Sizes(len(rows), rows.shape[1], 0, shared=False) if numbers.shape == rows.shape[:1] else None


_sum_of = Kernel("sum_of_classes", lambda rows, numbers, _: _sizes(rows, numbers), in_place=False).run
_put_at = Kernel("put_at_classes", lambda _, numbers, out: _sizes(out, numbers), in_place=False).run


def sum_of_classes(rows: Any, numbers: Any) -> float | None:
    """The sum, in double precision, of rows[i, numbers[i] - 1]; None, where C cannot, or a number is no column's."""
    own = _memory.numbers(numbers)
    return _memory.sum[0].item() if own is not None and _sum_of(rows, own, _memory.sum) else None


def put_at_classes(value: float, numbers: Any, out: Any) -> bool:
    """out[i, numbers[i] - 1] = value, 0 elsewhere; False, and nothing is done, where the sum would be None."""
    own = _memory.numbers(numbers)
    if own is None:
        return False
    _memory.value[0] = value
    return _put_at(_memory.value, own, out)
