"""What Torch's functions in C ask of their arguments, and what they say where they get something else."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from .dtypes import DType
from .errors import TorchError, argument_error
from .objects import TorchObject

_LUA_NAMES = {str: "string", bool: "boolean", type(None): "nil", list: "table", dict: "table", tuple: "table"}

#: What luaT says of a value that is no object: it takes the argument's number for that of a type.
_MISTAKEN = ("nil", "boolean", "userdata", "number", "string", "table", "function")


def lua_type(value: Any) -> str:
    """What Lua's type() says of a value."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return "number"
    known = _LUA_NAMES.get(type(value))
    if known:
        return known
    if isinstance(getattr(value, "_typename", None), str):
        return "table" if isinstance(value, TorchObject) else "userdata"
    if hasattr(type(value), "array_values"):
        return "table"
    return "function" if callable(value) else "userdata"


def wrong_type(index: int, expected: str, value: Any) -> TorchError:
    """What luaL_typerror says of argument `index` (the object itself is argument 1)."""
    return argument_error(index, f"{expected} expected, got {'no value' if value is None else lua_type(value)}")


def wrong_class(index: int, expected: str, value: Any) -> TorchError:
    """What luaT_typerror says of argument `index`, which should be an object of the class `expected`."""
    name = getattr(value, "_typename", None)
    got = name if isinstance(name, str) else _MISTAKEN[index] if index < len(_MISTAKEN) else "unknown object"
    return argument_error(index, f"{expected} expected, got {got}")


def to_number(value: Any) -> int | float | None:
    """A Lua number, or a string that spells one; None for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, (np.integer, np.floating)):
        return value.item()
    if isinstance(value, str):
        try:
            return float.fromhex(value) if "0x" in value.lower() else float(value.replace("_", "?"))
        except ValueError:
            return None
    return None


def check_number(index: int, value: Any) -> int | float:
    """luaL_checknumber: a number, or a string that spells one."""
    number = to_number(value)
    if number is None:
        raise wrong_type(index, "number", value)
    return number


def check_integer(index: int, value: Any) -> int:
    """luaL_checkinteger: a number without its fraction."""
    number = check_number(index, value)
    try:
        return int(number)
    except (ValueError, OverflowError):  # nan, inf: what x86 gives
        return -(2**63)


def check_string(index: int, value: Any) -> str:
    """luaL_checkstring: a string, or a number as Lua writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong_type(index, "string", value)
    from .printing.number import lua_tostring

    return lua_tostring(value)


def check_boolean(index: int, value: Any) -> bool:
    """luaT_optboolean: true or false, and false where there is nothing."""
    if value is None:
        return False
    if not isinstance(value, (bool, np.bool_)):
        raise wrong_class(index, "boolean", value)
    return bool(value)


def check_real(index: int, value: Any, dtype: DType) -> int | float:
    """luaG_checkreal: a number for elements of this type. Integers of strings are what strtol reads, 0 if nothing."""
    if not dtype.integral:
        return check_number(index, value)
    if isinstance(value, str):
        return _strtol(value)
    return check_integer(index, value)


_INTEGER = re.compile(r"\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")


def _strtol(text: str) -> int:
    found = _INTEGER.match(text)
    if found is None:
        return 0
    sign, digits = found.groups()
    base = 16 if digits[:2] in ("0x", "0X") else 8 if digits[0] == "0" else 10
    return int(sign + digits, base)
