"""Reading and writing .t7 files for code of the runtime that must (data sets, caches).

The runtime has no reader of its own: the converter offers its functions here when it is imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from .errors import TorchError

_functions: dict[str, Callable[..., Any]] = {}


def provide(load: Callable[..., Any], save: Callable[..., Any]) -> None:
    """From now on .t7 files are read by ``load(path)`` and written by ``save(object, path, ascii=...)``."""
    _functions.update(load=load, save=save)


def load(path: str) -> Any:
    """The object in a .t7 file, binary or ascii."""
    return _function("load", path)(system_name(path))


def save(path: str, value: Any, ascii: bool = False) -> None:
    """Writes an object to a .t7 file."""
    _function("save", path)(value, system_name(path), ascii=ascii)


def _function(name: str, path: str) -> Callable[..., Any]:
    if name not in _functions:
        raise TorchError(f"cannot {name} {path}: import luabridge (or its converter) first, which knows .t7 files")
    return _functions[name]


def system_name(name: str) -> str:
    """A file name as Python's functions take it: a string from Lua holds the name's bytes, one a character."""
    if name.isascii() or os.name == "nt":
        return name
    try:
        raw = name.encode("latin-1")
        raw.decode("utf-8")
    except UnicodeError:  # a string of Python
        return name
    return os.fsdecode(raw)


def lua_name(name: str) -> str:
    """A file name of the system as a string of Lua."""
    return os.fsencode(name).decode("latin-1")
