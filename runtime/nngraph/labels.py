"""Where in the user's program a node was made: the label that errors and drawings show."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

_RUNTIME = str(Path(__file__).resolve().parent.parent)


def python_place() -> tuple[str, int] | None:
    """File and line of the innermost caller outside of this package."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_RUNTIME):
        frame = frame.f_back  # type: ignore[assignment]
    return None if frame is None else (frame.f_code.co_filename, frame.f_lineno)


#: Asked in turn for (file, line): an embedder's, then Python's.
locators: list[Callable[[], tuple[str, int] | None]] = [python_place]


def use_locator(locate: Callable[[], tuple[str, int] | None]) -> None:
    """Asks an embedder with frames of its own first; replaces one that was set before."""
    locators[:] = [locate, python_place]


def place(separator: str = "_") -> str:
    """``[file]:line_`` of where the program is now; empty where nobody knows."""
    for locate in locators:
        found = locate()
        if found is not None:
            return f"[{found[0]}]:{found[1]}{separator}"
    return ""
