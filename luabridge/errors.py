"""Errors of Lua scripts as Python sees them."""

from __future__ import annotations

from typing import Any


class LuaScriptError(RuntimeError):
    """An error that a Lua script raised: its message, where it happened, and the value it threw.

    `value` is what the script handed to error(): the message itself, or a Table, number ... `lua_traceback` is
    Lua's traceback without the bridge's own frames.
    """

    def __init__(self, message: str, lua_traceback: str | None = None, value: Any = None) -> None:
        super().__init__(message)
        self.lua_traceback = lua_traceback
        self.value = message if value is None else value


class LuaSyntaxError(LuaScriptError):
    """A Lua source that does not compile."""


def readable(string: str) -> str:
    """A string of Lua, one character a byte, as the text that its bytes are."""
    try:
        return string.encode("latin-1").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # Python's own text
        return string
