"""The width of the terminal, for xlua's progress bar."""

from __future__ import annotations

import os

__all__ = ["terminal_width"]


def terminal_width() -> int:
    """Columns of the terminal that shows the output or gave the input; 80 where there is none."""
    for descriptor in (1, 2, 0):
        try:
            return os.get_terminal_size(descriptor).columns or 80
        except OSError:
            continue
    return 80
