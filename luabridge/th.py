"""A run of Torch's interpreter: script, statement or prompt, with th's output and exit codes."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from runtime import console

from . import memory
from .engine import Engine
from .errors import LuaScriptError, readable
from .interrupt import Interrupts
from .repl import loop


class Session:
    """One Lua state that behaves as `th`: everything printed goes through C's stdout, in order."""

    def __init__(self, python_traceback: bool = False) -> None:
        self.engine = Engine()
        memory.serve_scripts()
        self.engine.python_traceback = python_traceback
        self._th = self.engine.bridge["th"]
        if getattr(sys.stdout, "write_through", False) and self.engine.bridge["buffer_output"]:
            self.engine.bridge["buffer_output"](os.isatty(1))

    def main(self, statement: str | None, libraries: Sequence[str], interactive: bool, arguments: Sequence[str]) -> int:
        """Does what the command line asks for; returns the exit code."""
        output, sys.stdout = sys.stdout, _LuaOutput(self.engine)
        show = self.engine.bridge["print"]
        console.redirect(lambda *values: self.engine.call(show, *values))
        self.engine.add_exports({"enter_repl": lambda: loop(self.engine, output), "pipe_broke": _end_of_pipe})
        try:
            with Interrupts(self.engine), _quiet():
                return self._guard(lambda: self._run(statement, libraries, interactive, arguments, output))
        finally:
            console.redirect(None)
            sys.stdout = output
            self._th["flush"]()

    def _run(
        self,
        statement: str | None,
        libraries: Sequence[str],
        interactive: bool,
        arguments: Sequence[str],
        terminal: Any,
    ) -> None:
        engine, table = self.engine, self.engine.state.table_from
        words = [os.fsencode(word) for word in arguments]  # strings of Lua are bytes
        self._th["set_arguments"](words[0] if words else None, table(["luabridge"]), table(words[1:]))
        for name in libraries:
            self._load(os.fsencode(name))
        if statement is not None:
            engine.call(self._th["execute"], os.fsencode(statement), "=(command line)")
        elif words:
            engine.call(self._th["run"], words[0])
        if interactive or (statement is None and not arguments):
            loop(engine, terminal)

    def _load(self, name: bytes) -> None:
        """-l NAME: a library that cannot be loaded is skipped."""
        engine = self.engine
        try:
            engine.call(engine.state.globals()["require"], name)
        except LuaScriptError as error:
            show = engine.bridge["print"]
            engine.call(show, b"could not load " + name + b", skipping")
            engine.call(show, str(error).encode("latin-1"))

    def _guard(self, action: Callable[[], Any]) -> int:
        """Runs `action`; an uncaught error is shown on stderr as `th` shows it, and gives exit code 1."""
        try:
            action()
        except LuaScriptError as error:
            self._th["flush"]()
            sys.stderr.write(f"luabridge: {readable(str(error))}\n")
            if error.lua_traceback:
                sys.stderr.write(readable(error.lua_traceback).lstrip("\n") + "\n")
            if self.engine.python_traceback and self.engine.last_python_traceback:
                sys.stderr.write(self.engine.last_python_traceback)
            return 1
        except SystemExit as exit:
            return int(exit.code or 0)
        except KeyboardInterrupt:
            self._th["flush"]()
            sys.stderr.write("luabridge: interrupted!\n")
            return 130
        return 0


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Python's warnings are no business of scripts, unless python -W (PYTHONWARNINGS) asks for them."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        yield


def _end_of_pipe() -> None:
    """Ends the process as C programs end whose output nobody reads; Python has turned that off."""
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    os._exit(128 + signal.SIGPIPE)


class _LuaOutput:
    """sys.stdout while Lua runs: Python's output goes through the same buffer as Lua's."""

    encoding = "utf-8"

    def __init__(self, engine: Engine) -> None:
        self._write = engine.state.eval("function(text) io.stdout:write(text) end")
        self._flush = engine.state.eval("function() io.stdout:flush() end")

    def write(self, text: str) -> int:
        self._write(text.encode("utf-8", "surrogateescape"))
        return len(text)

    def flush(self) -> None:
        self._flush()

    def isatty(self) -> bool:
        return False
