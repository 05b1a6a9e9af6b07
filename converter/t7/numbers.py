"""Lua numbers in Python: integral ones become int."""

from __future__ import annotations

import math

#: Up to here every integer is a float of its own.
_EXACT = float(2**53)


def lua_number(value: float) -> int | float:
    """`value` as an int where it is integral, exactly representable and not -0.0."""
    if -_EXACT <= value <= _EXACT and value.is_integer() and (value or math.copysign(1.0, value) > 0):
        return int(value)
    return value
