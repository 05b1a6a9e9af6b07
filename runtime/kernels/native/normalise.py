"""Planes shifted and scaled, each feature's in its own way, in one pass: what normalisation ends with."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from .calls import FLOAT32, SHARED_BYTES, Kernel, Sizes

#: Of fewer elements numpy is as fast, and shorter planes are too short for loops of their own.
FEWEST, FEWEST_PLACES = 1 << 12, 16
_local = threading.local()


def _sizes(x: Any, table: Any, out: Any) -> Sizes | None:
    if not (type(x) is type(out) is np.ndarray and x.dtype == out.dtype == FLOAT32 and x.shape == out.shape):
        return None
    features = table.shape[1]
    if x.ndim < 3 or x.size < FEWEST or x.shape[1] != features:
        return None
    planes = len(x) * features
    width = x.size // planes
    return None if width < FEWEST_PLACES else Sizes(planes, width, features, x.nbytes >= SHARED_BYTES)


_normalise = Kernel("normalise", _sizes).run


def normalise(x: Any, mean: Any, factor: Any, shift: Any, out: Any) -> bool:
    """out[n, f, ...] = (x[n, f, ...] - mean[f]) * factor[f] + shift[f] (shift may be None); `out` may be x.

    x and out are C-contiguous float32 arrays. Returns whether it did the work.
    """
    if type(x) is not np.ndarray or x.dtype != FLOAT32:
        return False
    table = _table(len(mean))
    table[0], table[1], table[2] = mean, factor, 0 if shift is None else shift
    return _normalise(x, table, out)


def _table(features: int) -> Any:
    """This thread's array of three rows: the same one each time, so that calls know it."""
    tables: dict[Any, Any] = _local.__dict__
    found = tables.get(features)
    if found is None:
        if len(tables) > 100:
            tables.clear()
        found = tables[features] = np.empty((3, features), np.float32)
    return found
