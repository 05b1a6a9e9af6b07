"""Max pooling over windows at random, overlapping places (Graham 2014). Arrays are (planes, *sizes)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....backend import get_array_module


def starts(samples: Any, size: int, parts: int, pool: int) -> Any:
    """(planes, parts) starts of the windows along one dimension, from one random number a plane."""
    xp, kind = get_array_module(samples), samples.dtype.type
    last = xp.full((len(samples), 1), size - pool, np.int64)
    if parts == 1:
        return last
    alpha = kind(size - pool) / kind(parts - 1)
    steps = xp.arange(parts - 1, dtype=samples.dtype) + samples[:, None]
    begins = (steps * alpha).astype(np.int64) - (samples * alpha).astype(np.int64)[:, None]
    return xp.concatenate([begins, last], axis=1)


def maxima(x: Any, begins: Sequence[Any], pool: Sequence[int], out: Any, places: Any) -> None:
    """The maximum of each window and its place in the plane, from 1."""
    xp = get_array_module(x)
    sizes, spatial = x.shape[1:], x.ndim - 1
    flat = x.reshape(len(x), -1)
    shape = out.shape
    out.fill(-np.inf)
    places.fill(0)
    for offsets in itertools.product(*[range(p) for p in pool]):
        where: Any = 0
        for d, (begin, k) in enumerate(zip(begins, offsets)):
            line = (begin + k).reshape(len(x), *[1] * d, -1, *[1] * (spatial - d - 1))
            where = where * sizes[d] + line
        where = xp.broadcast_to(where, shape)
        values = xp.take_along_axis(flat, where.reshape(len(x), -1), 1).reshape(shape)
        larger = values > out
        xp.copyto(out, values, where=larger)
        xp.copyto(places, where + 1, where=larger)


def maxima_back(gradient: Any, places: Any, out: Any) -> None:
    """Adds each gradient at its place; `out` (planes, *sizes) is overwritten."""
    xp = get_array_module(out)
    out.fill(0)
    base = xp.arange(len(out)).reshape(-1, *[1] * (out.ndim - 1)) * (out.size // max(1, len(out)))
    where = (places + (base - 1)).reshape(-1)
    total = xp.bincount(where, weights=gradient.reshape(-1), minlength=out.size)  # windows overlap
    out.reshape(-1)[...] = total
