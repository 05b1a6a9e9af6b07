"""Numbers as Lua prints them (tostring, print, concatenation): %.14g."""

from __future__ import annotations

import math
from typing import Any

from .cformat import cformat


def lua_tostring(value: Any) -> str:
    """tostring(value) of nil, a boolean, a number, a string, or of anything that has a Torch tostring."""
    if isinstance(value, str):
        return value
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_tostring(value)
    own = getattr(value, "__tostring__", None)
    if own is not None:
        return own()
    if hasattr(value, "__float__") and not hasattr(value, "_typename"):
        return number_tostring(float(value))
    return f"{_kind(value)}: 0x{id(value):08x}"


def number_tostring(value: float) -> str:
    """A number under %.14g, LuaJIT's way of writing any number."""
    if type(value) is int and -(10**14) < value < 10**14:
        return str(value)
    x = float(value)
    if not math.isfinite(x):
        return "nan" if x != x else "inf" if x > 0 else "-inf"
    # A tie has exactly 15 digits, the last one 5, which Python's shortest form then shows.
    shortest = repr(abs(x))
    if len(shortest) >= 16:
        digits = shortest.split("e")[0].replace(".", "").strip("0")
        if len(digits) == 15 and digits[-1] == "5":
            return cformat("%.14g", x)
    return f"{x:.14g}"


def _kind(value: Any) -> str:
    typename = getattr(value, "_typename", None)
    if typename:
        return str(typename)
    return "function" if callable(value) else "table" if hasattr(value, "array_values") else "userdata"
