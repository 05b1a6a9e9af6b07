"""Logarithms of probabilities, and their gradient: each row in one go while it is in the cache, sums in double.

The last axis of float32 arrays, C-contiguous, counts the classes. Every function returns whether it did the work.
"""

from __future__ import annotations

from typing import Any

from .calls import Kernel, same_rows

_forward = Kernel("log_softmax", same_rows).run
_gradient = Kernel("log_softmax_gradient", same_rows).run


def log_softmax(x: Any, out: Any) -> bool:
    """out = x - log(sum(exp(x))); `out` may be x."""
    return _forward(x, None, out)


def gradient(y: Any, g: Any, out: Any) -> bool:
    """out = g - exp(y) * sum(g); `out` may be y or g."""
    return _gradient(y, g, out)
