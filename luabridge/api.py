"""Lua inside a Python program."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from runtime.table import Table

from .engine import Engine


class Lua:
    """A Lua state with Torch7's classes; tensors, modules and tables are the same objects on both sides.

    What scripts print goes to sys.stdout; their errors are `LuaScriptError`s. One thread at a time may use a state.
    """

    def __init__(self) -> None:
        self._engine = Engine()
        self._engine.capture_output(_write, lambda: sys.stdout.flush())
        self._th = self._engine.bridge["th"]

    def execute(self, source: str, *args: Any, name: str = "=(execute)") -> Any:
        """Runs Lua source with `args` as its ``...``; gives what it returns (a tuple for several values).

        The source is what a UTF-8 file of it would be. Lua's strings are bytes: here each is one character.
        """
        return self._engine.call(self._th["execute"], source.encode(), name, *args)

    def eval(self, source: str, *args: Any) -> Any:
        """The value of a Lua expression (a tuple for several); `args` are its ``...``."""
        return self.execute(f"return {source}", *args, name="=(eval)")

    def run(self, script: str | Path, args: Sequence[str] = ()) -> Any:
        """Runs a script file with its `arg` table set, as ``luabridge run`` does; os.exit raises SystemExit."""
        table = self._engine.state.table_from
        name = os.fsencode(script)
        self._th["set_arguments"](name, table(["luabridge"]), table([os.fsencode(str(a)) for a in args]))
        return self._engine.call(self._th["run"], name)

    def require(self, name: str) -> Any:
        """What Lua's ``require(name)`` gives."""
        return self._engine.call(self._engine.state.globals()["require"], name)

    @property
    def globals(self) -> Table:
        """Lua's global variables, to read and to set."""
        return self.execute("return _G")


def _write(text: str) -> None:
    sys.stdout.write(text.encode("latin-1").decode("utf-8", "replace"))
