"""How many threads kernels use, and whether they are all at work already."""

from __future__ import annotations

import os
import threading


class _Work(threading.local):
    """What a thread is at; a default of the class is found sooner than a missing attribute."""

    inside = False


work = _Work()
_count: int | None = None


def threads() -> int:
    """How many threads kernels use: set_threads, else OMP_NUM_THREADS, else the cores that are ours."""
    if _count is not None:
        return _count
    wish = os.environ.get("OMP_NUM_THREADS", "")
    if wish.isdigit() and int(wish) > 0:
        return int(wish)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chosen() -> int | None:
    """What set_threads said."""
    return _count


def inside() -> bool:
    """Whether this thread is at work for `parallel.run`, so that all threads are taken."""
    return work.inside


def set_threads(count: int | None) -> None:
    """Sets the number of threads (torch.setnumthreads); None returns to the default."""
    global _count
    _count = count
