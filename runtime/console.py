"""Where Torch's classes print: standard output, or the `print` that an embedder puts in its place."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from . import printing


def _to_stdout(*values: Any) -> None:
    sys.stdout.write(printing.lua_print(*values))
    sys.stdout.flush()


_print: Callable[..., Any] = _to_stdout


def lua_print(*values: Any) -> None:
    """Prints as Lua's print does under th."""
    _print(*values)


def redirect(function: Callable[..., Any] | None) -> None:
    """Makes `function` (Lua's own print, say) print from now on; None restores standard output."""
    global _print
    _print = function or _to_stdout
