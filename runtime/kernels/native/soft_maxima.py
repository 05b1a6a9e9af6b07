"""Probabilities, their logarithms, and the gradients of both: each row in one go in the cache, sums in double.

The last axis of float32 arrays, C-contiguous, counts the classes. Every function returns whether it did the work.
"""

from __future__ import annotations

from typing import Any

from .calls import Kernel, same_rows

_softmax, _softmax_gradient = Kernel("softmax", same_rows).run, Kernel("softmax_gradient", same_rows).run
_log_softmax = Kernel("log_softmax", same_rows).run
_log_softmax_gradient = Kernel("log_softmax_gradient", same_rows).run


def softmax(x: Any, out: Any) -> bool:
    """out = exp(x) / sum(exp(x)); `out` may be x."""
    return _softmax(x, None, out)


def softmax_gradient(y: Any, g: Any, out: Any) -> bool:
    """out = y * (g - sum(y * g)); `out` may be y or g."""
    return _softmax_gradient(y, g, out)


def log_softmax(x: Any, out: Any) -> bool:
    """out = x - log(sum(exp(x))); `out` may be x."""
    return _log_softmax(x, None, out)


def log_softmax_gradient(y: Any, g: Any, out: Any) -> bool:
    """out = g - exp(y) * sum(g); `out` may be y or g."""
    return _log_softmax_gradient(y, g, out)
