"""Writing drawn numbers into arrays of any stride and element type, in Torch's order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import backend

#: Numbers drawn at a time: few enough to stay in the cache.
BLOCK = 1 << 14


def fill(array: Any, produce: Callable[[int], np.ndarray]) -> Any:
    """Fills `array` with what ``produce(n)``, the next n numbers as a 1-D array, gives; returns it."""
    if array.size <= BLOCK or not array.flags.c_contiguous:
        return store(array, produce(array.size))
    flat = array.reshape(-1)
    for start in range(0, len(flat), BLOCK):
        part = flat[start : start + BLOCK]
        store(part, produce(len(part)))
    return array


def store(array: Any, values: np.ndarray) -> Any:
    """Writes the 1-D `values` into `array` in row-major order, with C's conversions; returns `array`."""
    values = values.reshape(array.shape)
    if 0 in array.strides:
        values = _last_writes(array, values)
    xp = backend.get_array_module(array)
    array[...] = values if xp is np else xp.asarray(values.astype(array.dtype))
    return array


def _last_writes(array: Any, values: np.ndarray) -> np.ndarray:
    """Where elements of an expanded array share memory, the one that Torch writes last stays."""
    last = tuple([slice(-1, None) if step == 0 else slice(None) for step in array.strides])
    return np.broadcast_to(values[last], array.shape)
