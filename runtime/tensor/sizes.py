"""Reading sizes and numbers from Torch-style arguments: ``f(2, 3)``, ``f(LongStorage)``, ``f([2, 3])``."""

from __future__ import annotations

from typing import Any

from ..arguments import check_integer, lua_type
from ..errors import argument_error
from ..storage import LongStorage


def integer(value: Any, position: int) -> int:
    """A number argument as an integer (truncated, as C does); an error naming `position` otherwise."""
    if type(value) is int:
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return check_integer(position, value)
    if hasattr(value, "__index__") and not isinstance(value, bool):
        return value.__index__()
    if isinstance(value, str):
        try:
            return int(float(value))
        except ValueError:
            pass
    got = "no value" if value is None else lua_type(value)
    raise argument_error(position, f"number expected, got {got}")


def read_sizes(args: tuple, position: int = 2) -> tuple[int, ...]:
    """Sizes given as numbers, as one LongStorage, or (from Python) as one list or tuple."""
    for n in args:
        if type(n) is not int:
            break
    else:
        return args
    if len(args) == 1:
        only = args[0]
        if isinstance(only, LongStorage):
            return tuple(only.tolist())
        if isinstance(only, (list, tuple)):
            args = tuple(only)
    return tuple([n if type(n) is int else integer(n, position + i) for i, n in enumerate(args)])


def leading_positive(size: tuple[int, ...]) -> tuple[int, ...]:
    """Torch cuts sizes at the first that is not positive: (2, 0, 3) is (2)."""
    for i, n in enumerate(size):
        if n <= 0:
            return size[:i]
    return size


def dimension(dim: Any, ndim: int, position: int = 2, text: str = "out of range") -> int:
    """A 1-based dimension as a 0-based one."""
    index = integer(dim, position) - 1
    if not 0 <= index < ndim:
        raise argument_error(position, text)
    return index
