"""The text file of a Logger, as Lua's io library would hand it out."""

from __future__ import annotations

import os
import sys
from typing import Any

from ..files import system_name
from ..printing import lua_tostring
from ..registry import register


@register("luabridge.LogFile")
class LogFile:
    """A file open for writing; without a path, standard output. Strings are written byte for byte."""

    __slots__ = ("_stream", "__weakref__")

    def __init__(self, path: str | None = None) -> None:
        self._stream: Any = None
        if path is not None:
            path = system_name(path)
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            self._stream = open(path, "w", encoding="latin-1", newline="")  # noqa: SIM115

    def write(self, *values: Any) -> LogFile:
        """Writes strings and numbers; returns the file."""
        (self._stream or sys.stdout).write("".join(map(lua_tostring, values)))
        return self

    def flush(self) -> LogFile:
        (self._stream or sys.stdout).flush()
        return self

    def close(self) -> bool:
        if self._stream is not None:
            self._stream.close()
        return True

    def __repr__(self) -> str:
        return f"file (0x{id(self):08x})"
