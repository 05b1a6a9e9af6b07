"""Rectifier, sums, and scaling of planes, each in one pass over contiguous float32 arrays.

Every function returns whether oneDNN did the work.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from .chain import ADD, EXPONENTIAL, GREATER, LINEAR, MAXIMUM, MULTIPLY, RECTIFY, SUBTRACT, Shape, fits, run
from .layout import address
from .library import Library, library

_ZERO = np.zeros(1, np.float32)
_AWKWARD = (np.nan, np.inf, -np.inf, -0.0, 0.0, 2.5, -2.5)


def rectify(x: Any, out: Any) -> bool:
    """out = x where x > 0, else 0 (also of NaN)."""
    return fits(out, x) and _careful(library()) and _rectify(x, out)


def _rectify(x: Any, out: Any) -> bool:
    return run((x.size,), ((RECTIFY,),), x, (), out)


def keep_above_zero(x: Any, values: Any, out: Any) -> bool:
    """out = values where x > 0, else 0. Zeros lose their sign; where values are not finite zeros may become NaN."""
    return fits(out, x, values) and address(x) != address(out) and _careful(library()) and _keep(x, values, out)


def _keep(x: Any, values: Any, out: Any) -> bool:
    size = (x.size,)
    steps = (MAXIMUM, (1,)), (GREATER, (1,)), (MULTIPLY, size), (LINEAR, 1.0, 0.0)  # NaN would be above 0
    return run(size, steps, x, (_ZERO, _ZERO, values), out)


def add(a: Any, b: Any, out: Any) -> bool:
    """out = a + b."""
    size = (out.size,)
    return fits(out, a, b) and run(size, ((ADD, size),), a, (b,), out)


def scale(x: Any, factor: Any, out: Any) -> bool:
    """out[n, f, p] = x[n, f, p] * factor[f]."""
    if not fits(out, x):
        return False
    shape, each = _features(x)
    return run(shape, ((MULTIPLY, each),), x, (factor,), out)


def normalise(x: Any, mean: Any, factor: Any, shift: Any, out: Any) -> bool:
    """out[n, f, p] = (x[n, f, p] - mean[f]) * factor[f] + shift[f]."""
    if not fits(out, x):
        return False
    shape, each = _features(x)
    return run(shape, ((SUBTRACT, each), (MULTIPLY, each), (ADD, each)), x, (mean, factor, shift), out)


def follow_line(x: Any, values: Any, mean: Any, slope: Any, shift: Any, factor: Any, out: Any) -> bool:
    """out[n, f, p] = ((x[n, f, p] - mean[f]) * slope[f] + shift[f] + values[n, f, p]) * factor[f]."""
    if not fits(out, x, values):
        return False
    shape, each = _features(x)
    steps = (SUBTRACT, each), (MULTIPLY, each), (ADD, each), (ADD, shape), (MULTIPLY, each)
    return run(shape, steps, x, (mean, slope, shift, values, factor), out)


def _features(x: Any) -> tuple[Shape, Shape]:
    """Sizes of x, and of what has one value for each feature. oneDNN 3.2 mistakes the last size where it is 1."""
    samples, features, places = x.shape
    return ((samples, features), (1, features)) if places == 1 else (x.shape, (1, features, 1))


def exponentials(x: Any, most: Any, out: Any) -> bool:
    """out[n, k] = exp(x[n, k] - most[n]); of NaN anything."""
    if not fits(out, x):
        return False
    shape, each = _rows(x)
    return run(shape, ((SUBTRACT, each), (EXPONENTIAL, 0, 0)), x, (most,), out)


def subtract_twice(x: Any, first: Any, second: Any, out: Any) -> bool:
    """out[n, k] = x[n, k] - first[n] - second[n]."""
    if not fits(out, x):
        return False
    shape, each = _rows(x)
    return run(shape, ((SUBTRACT, each), (SUBTRACT, each)), x, (first, second), out)


def _rows(x: Any) -> tuple[Shape, Shape]:
    """As _features, of a matrix whose rows have one value each."""
    return (1, *x.shape), (1, len(x), 1)


@functools.lru_cache(maxsize=4)
def _careful(found: Library) -> bool:
    """Whether this library's rectifier takes NaN and -0 as Torch does; those of other processors need not."""
    x = np.array(_AWKWARD * 11, np.float32)
    values = np.arange(1, len(x) + 1, dtype=np.float32)
    expected, out = np.fmax(x, 0) + np.float32(0), np.empty_like(x)
    same = _rectify(x, out) and out.tobytes() == expected.tobytes()
    return same and _keep(x, values, out) and out.tobytes() == (values * (x > 0)).tobytes()
