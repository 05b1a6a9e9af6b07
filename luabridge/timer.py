"""torch.Timer: a stopwatch."""

from __future__ import annotations

import os
import time

from runtime.registry import register
from runtime.table import Table


def times() -> tuple[float, float, float]:
    """Wall clock, user and system time of this process, in seconds."""
    used = os.times()
    return time.perf_counter(), used.user, used.system


@register("torch.Timer")
class Timer:
    """Runs from its creation; `stop` and `resume` halt it and let it go on, `reset` starts it anew."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> Timer:
        self._before = (0.0, 0.0, 0.0)
        self._start: tuple[float, float, float] | None = times()
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

    def __tostring__(self) -> str:
        return f"torch.Timer [status: {'stopped' if self._start is None else 'running'}]"
