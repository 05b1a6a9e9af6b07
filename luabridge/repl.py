"""The interactive interpreter: history, completion, several lines, ``=expression``, Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from .engine import Engine
from .errors import LuaScriptError, readable

_BANNER = "luabridge: Torch7's classes in Lua. Ctrl-D leaves.\n"


def loop(engine: Engine, terminal: Any) -> None:
    """Reads, runs and shows until the end of input; `terminal` is the process's own sys.stdout."""
    engine.load_file("repl", engine.bridge)
    repl = Repl(engine, terminal)
    sys.stdout.write(_BANNER if repl.interactive else "")
    with _history(engine) if repl.interactive else contextlib.nullcontext():
        while True:
            try:
                chunk = repl.read()
            except EOFError:
                break
            except KeyboardInterrupt:
                sys.stdout.write("\n")
                continue
            if chunk is not None:
                repl.run(*chunk)


class Repl:
    """Reading and running of one line, which may go over several."""

    def __init__(self, engine: Engine, terminal: Any) -> None:
        self._engine, self._terminal = engine, terminal
        self._lua = engine.bridge["repl"]
        self.interactive = sys.stdin.isatty()

    def read(self) -> tuple[Any, bool] | None:
        """A compiled line and whether it shall show nothing; None where there was nothing to run."""
        text = self._line("th> ")
        while True:
            if not text.strip():
                return None
            if text.lstrip().startswith("$"):
                os.system(readable(text).lstrip()[1:])
                return None
            compiled = self._engine.call(self._lua["compile"], text)
            if not isinstance(compiled, tuple):
                return compiled, text.rstrip().endswith(";")
            _, message, incomplete = compiled
            if not incomplete:
                sys.stdout.write(f"syntax error: {readable(message)}\n")
                return None
            try:
                text += "\n" + self._line("..> ")
            except EOFError:
                sys.stdout.write(f"syntax error: {readable(message)}\n")
                raise

    def _line(self, prompt: str) -> str:
        sys.stdout.flush()
        with contextlib.redirect_stdout(self._terminal):
            return input(prompt if self.interactive else "").encode().decode("latin-1")

    def run(self, chunk: Any, silent: bool) -> None:
        """Runs a line; its error is shown, and the interpreter goes on."""
        try:
            self._engine.call(self._lua["run"], chunk, silent)
        except LuaScriptError as error:
            sys.stdout.write(readable(f"{error}\n{(error.lua_traceback or '').strip()}\n"))
        except KeyboardInterrupt:
            sys.stdout.write("interrupted!\n")
        sys.stdout.flush()


@contextlib.contextmanager
def _history(engine: Engine) -> Any:
    """Line editing with a history file and completion of Lua's names, where the readline module exists."""
    try:
        import readline
    except ImportError:
        yield
        return
    path = Path(os.environ.get("TREPL_HISTORY") or Path.home() / ".luahistory")
    with contextlib.suppress(OSError):
        readline.read_history_file(path)
    complete = engine.bridge["repl"]["complete"]

    def completer(text: str, state: int) -> str | None:
        with contextlib.suppress(LuaScriptError):
            names = engine.call(complete, text).array_values()
            return names[state] if state < len(names) else None
        return None

    readline.set_completer(completer)
    readline.set_completer_delims(" \t\n\"'`@$><=;|&{}()[]+-*/%^#,~")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            readline.write_history_file(path)
