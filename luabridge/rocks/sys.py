"""Clock and sleep of torch/sys."""

from __future__ import annotations

import time

__all__ = ["clock", "usleep"]


def clock() -> float:
    """Seconds since 1970."""
    return time.time()


def usleep(microseconds: float) -> None:
    time.sleep(max(microseconds, 0) / 1e6)
