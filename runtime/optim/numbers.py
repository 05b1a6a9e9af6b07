"""Arithmetic on numbers as Lua does it: no exceptions, inf and nan go on."""

from __future__ import annotations

import math


def divide(a: float, b: float) -> float:
    """a / b, where a division by zero gives an infinity or nan."""
    if b:
        return a / b
    return math.nan if a != a or not a or b != b else math.copysign(math.inf, a) * math.copysign(1, b)


def sqrt(a: float) -> float:
    """The square root, nan of a negative number."""
    return math.sqrt(a) if a >= 0 else math.nan


def least(a: float, b: float) -> float:
    """math.min, which gives the second of two numbers that do not compare."""
    return a if a < b else b


def greatest(a: float, b: float) -> float:
    """math.max, which gives the second of two numbers that do not compare."""
    return a if a > b else b
