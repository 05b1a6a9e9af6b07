"""Constructors as Lua calls them: arguments that are left out are nil, and the error of one that is needed names it."""

from __future__ import annotations

import functools
import inspect
import re
import types
from collections.abc import Callable
from typing import Any

from runtime.errors import TorchError
from runtime.nn.failures import TOLD

#: Errors of runtime's own that speak of something else than a missing argument keep their text.
_OF_ARGUMENTS = re.compile(r"bad argument #|invalid arguments|attempt to ")


def constructor(cls: type) -> Callable:
    """What makes objects of `cls` for Lua."""
    init = cls.__init__  # type: ignore[misc]
    needed = needed_arguments(init)
    return _filling(cls, cls, needed, 0) if needed else cls


def initializer(cls: type, init: Any) -> Callable:
    """``__init`` of `cls`, for subclasses that call it."""
    needed = needed_arguments(init)
    return _filling(init, cls, needed, 1) if needed else init


def needed_arguments(init: Any) -> list[str]:
    """The names of the arguments without a default, self aside."""
    if not isinstance(init, types.FunctionType):
        return []
    parameters = list(inspect.signature(init).parameters.values())[1:]
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return []
    return [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]


def _filling(call: Callable, cls: type, needed: list[str], skipped: int) -> Callable:
    count = len(needed) + skipped

    @functools.wraps(call, updated=())
    def filled(*args: Any) -> Any:
        if len(args) < count:
            args += (None,) * (count - len(args))
        try:
            return call(*args)
        except TOLD as error:
            missing = [i for i, value in enumerate(args[skipped:count]) if value is None]
            if not missing or type(error) is TorchError and not _OF_ARGUMENTS.search(str(error)):
                raise
            number = missing[0]
            name = getattr(cls, "_typename", cls.__name__)
            told = f"bad argument #{number + 1} to '{name}' ({needed[number]} expected, got nil)"
            raise TorchError(told) from error

    return filled
