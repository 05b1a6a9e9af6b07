"""torch.Timer: a stopwatch."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

from .registry import register
from .table import Table

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]


def times() -> tuple[float, float, float]:
    """Wall clock, user and system time of this process, in seconds."""
    if resource is None:
        used = os.times()
        return time.perf_counter(), used.user, used.system
    usage = resource.getrusage(resource.RUSAGE_SELF)  # counts microseconds, os.times() hundredths of seconds
    return time.perf_counter(), usage.ru_utime, usage.ru_stime


@register("torch.Timer")
class Timer:
    """Runs from its creation; `stop` and `resume` halt it and let it go on, `reset` sets it to 0.

    Files and clones hold no time: a timer starts when it is read.
    """

    def __init__(self) -> None:
        self._start: tuple[float, float, float] | None = times()
        self._before: tuple[float, ...] = (0.0, 0.0, 0.0)

    def reset(self) -> Timer:
        """Forgets the time so far; what was stopped stays so."""
        self._before = (0.0, 0.0, 0.0)
        if self._start is not None:
            self._start = times()
        return self

    def stop(self) -> Timer:
        self._before = self._elapsed()
        self._start = None
        return self

    def resume(self) -> Timer:
        if self._start is None:
            self._start = times()
        return self

    def time(self) -> Table:
        """Seconds that passed, as a Table with `real`, `user` and `sys`."""
        return Table(dict(zip(("real", "user", "sys"), self._elapsed())))

    def _elapsed(self) -> tuple[float, ...]:
        if self._start is None:
            return self._before
        return tuple([before + now - start for before, now, start in zip(self._before, times(), self._start)])

    def _clone(self, copier: Any) -> Timer:
        return Timer()

    def read_t7(self, version: int) -> Iterator:
        Timer.__init__(self)
        yield from ()

    def write_t7(self) -> Iterator:
        yield from ()

    def __repr__(self) -> str:
        return self.__tostring__()

    def __tostring__(self) -> str:
        return f"torch.Timer [status: {'stopped' if self._start is None else 'running'}]"
