"""Functions of floats with the bits of C's library: numpy's float32 loops are often off by one in the last place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

#: Up to so many elements results are exact; above, numpy's faster loops serve.
_EXACT = 1 << 15


def by_double(ufunc: Callable) -> Callable:
    """A function that glibc computes in double and rounds: exp, log, sin, cos."""

    def function(x: Any, out: Any) -> None:
        if _few_floats(x):
            out[...] = ufunc(x, dtype=np.float64)
        else:
            ufunc(x, out)

    return function


def by_library(ufunc: Callable) -> Callable:
    """A function that numpy leaves to the library where elements do not lie side by side."""

    def function(x: Any, out: Any) -> None:
        if _few_floats(x):
            apart = np.empty((x.size, 2), np.float32)
            apart[:, 0] = x.reshape(-1)
            ufunc(apart[:, 0], out=apart[:, 1])
            out[...] = apart[:, 1].reshape(x.shape)
        else:
            ufunc(x, out)

    return function


def power(x: Any, exponent: Any, out: Any) -> None:
    """``out = x ** exponent`` for a number `exponent` of x's type."""
    by_library(lambda base, out: np.power(base, exponent, out))(x, out)


def power_of(base: Any, x: Any, out: Any) -> None:
    """``out = base ** x`` for a number `base` of x's type."""
    by_library(lambda exponents, out: np.power(base, exponents, out))(x, out)


def _few_floats(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.dtype == np.float32 and 0 < x.size <= _EXACT
