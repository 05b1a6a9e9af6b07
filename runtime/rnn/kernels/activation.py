"""The logistic function and the hyperbolic tangent on arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...kernels.onednn.logistic import logistic
from ...negation import negative
from . import libm

#: Up to so many floats are rounded as C's library rounds them, as in Torch; more go through numpy's faster loops.
_FEW = 64


def _as_in_c(x: Any) -> bool:
    return x.dtype == np.float32 and x.size <= _FEW and isinstance(x, np.ndarray)


def sigmoid(x: Any) -> None:
    """x = 1 / (1 + exp(-x))."""
    if _as_in_c(x):
        x[...] = libm.exp(-x)
    elif logistic(x):
        return
    else:
        negative(x, out=x)
        np.exp(x, out=x)
    np.add(x, 1, out=x)
    np.reciprocal(x, out=x)


def tanh(x: Any, out: Any) -> Any:
    """out = tanh(x); returns out."""
    if _as_in_c(x):
        out[...] = libm.tanh(x)
        return out
    return np.tanh(x, out=out)
