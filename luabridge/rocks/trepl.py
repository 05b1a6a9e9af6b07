"""require 'trepl': a function that enters the interactive interpreter."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def open(engine: Any) -> Callable[[], None]:  # noqa: A001
    def repl() -> None:
        from ..repl import loop

        loop(engine, sys.__stdout__)

    return repl
