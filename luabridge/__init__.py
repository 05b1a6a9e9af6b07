"""Torch7's checkpoints and Lua scripts in Python.

    model = luabridge.load("model.t7"); y = model(x)     # numpy in, numpy out
    luabridge.save(obj, "out.t7")
    lua = luabridge.Lua(); lua.run("train.lua", ["-epochs", "1"]); lua.eval("torch.ones(2)")

Lua itself is loaded with the first `Lua()`.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Lua", "LuaScriptError", "load", "save"]


def __getattr__(name: str) -> Any:
    if name in ("load", "save"):
        import converter

        return getattr(converter, name)
    if name == "Lua":
        from .api import Lua

        return Lua
    if name == "LuaScriptError":
        from .errors import LuaScriptError

        return LuaScriptError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
