"""Reading ``[Generator] number ...`` arguments as Torch's wrappers do."""

from __future__ import annotations

import numbers
from typing import Any

from ..arguments import lua_type
from ..errors import TorchError
from .generator import Generator, default_generator


def split(args: tuple) -> tuple[Generator, tuple]:
    """The generator to draw from (the default one unless the first argument is one) and the rest."""
    if args and isinstance(args[0], Generator):
        return args[0], args[1:]
    return default_generator, args


def is_number(value: Any) -> bool:
    """lua_isnumber: numbers, and strings that read as one."""
    if type(value) is int or type(value) is float:
        return True
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def read(args: tuple, usage: str, *defaults: float | None, me: tuple = ()) -> tuple[Any, ...]:
    """(generator, number, ...): as many numbers as `defaults`; those without a default must be given.

    `usage` is what the error of a wrong call says, `me` what came before `args`.
    """
    if not args:
        values: tuple = ()
        generator = default_generator
    else:
        generator, values = split(args)
    missing = defaults[len(values) :]
    if len(values) > len(defaults) or None in missing or not all(map(is_number, values)):
        raise invalid_arguments((*me, *args), usage)
    return (generator, *[float(v) if isinstance(v, str) else v for v in values], *missing)


def invalid_arguments(args: tuple, usage: str) -> TorchError:
    """The error of a wrapped C function that no overload fits."""
    given = "".join([_type_name(value) + " " for value in args]) or "no arguments provided"
    return TorchError(f"invalid arguments: {given}\nexpected arguments: {usage}")


def _type_name(value: Any) -> str:
    if isinstance(value, str):
        return "number" if is_number(value) else "string"
    name = getattr(value, "_typename", None)
    if isinstance(name, str):
        return name.removeprefix("torch.")
    kind = lua_type(value)
    return "???" if kind == "function" else kind
