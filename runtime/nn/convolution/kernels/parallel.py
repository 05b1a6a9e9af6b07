"""Independent jobs over threads: numpy's loops and BLAS release the GIL.

While products run side by side, and while a small one runs alone, BLAS itself uses one thread. That
needs threadpoolctl; without it products run one after the other and BLAS keeps its threads.
"""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

#: Products below this size are done before BLAS's threads would have met.
SHARED_FLOPS = 2e7
#: Work below this is done before another thread has woken up (and BLAS would not use several anyway).
ALONE_FLOPS = 5e5
_local = threading.local()
_count: int | None = None


def threads() -> int:
    """How many threads kernels use: set_threads, else OMP_NUM_THREADS, else the cores that are ours."""
    if _count is not None:
        return _count
    wish = os.environ.get("OMP_NUM_THREADS", "")
    if wish.isdigit() and int(wish) > 0:
        return int(wish)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def set_threads(count: int | None) -> None:
    """Sets the number of threads (torch.setnumthreads); None returns to the default."""
    global _count
    _count = count


class _Blas:
    """The thread counts of the loaded BLAS libraries, held at one while jobs run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._depth = 0
        self._restore: list[tuple[Any, int]] = []

    @functools.cached_property
    def libraries(self) -> list[Any] | None:
        try:
            from threadpoolctl import ThreadpoolController
        except ImportError:
            return None
        return ThreadpoolController().select(user_api="blas").lib_controllers

    def __enter__(self) -> None:
        with self._lock:
            self._depth += 1
            if self._depth == 1:
                self._restore = [(lib, lib.get_num_threads()) for lib in self.libraries or []]
                for lib, _ in self._restore:
                    lib.set_num_threads(1)

    def __exit__(self, *exception: Any) -> None:
        with self._lock:
            self._depth -= 1
            if self._depth == 0:
                for lib, count in self._restore:
                    lib.set_num_threads(count)


_blas = _Blas()
_pools: dict[int, ThreadPoolExecutor] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pools.clear)


def _pool(workers: int) -> ThreadPoolExecutor:
    if workers not in _pools:
        _pools[workers] = ThreadPoolExecutor(workers, "luabridge-kernel")
    return _pools[workers]


def run(function: Callable[..., Any], jobs: Sequence[tuple], flops: float | None = None) -> None:
    """Calls function(*job) for every job, in any order, on several threads where that can help.

    `flops` is the work of all products together; without it the jobs must not use BLAS.
    """
    if flops is not None and flops < ALONE_FLOPS:
        for job in jobs:
            function(*job)
        return
    inside = getattr(_local, "inside", False)
    workers = 1 if inside or (flops is not None and _blas.libraries is None) else min(threads(), len(jobs))
    if workers < 2:
        small = flops is not None and flops < SHARED_FLOPS and not inside
        with _blas if small else contextlib.nullcontext():
            for job in jobs:
                function(*job)
        return
    shared = iter(jobs)
    with contextlib.nullcontext() if flops is None else _blas:
        others = [_pool(workers - 1).submit(_work, function, shared) for _ in range(workers - 1)]
        try:
            _work(function, shared)
        finally:
            for other in others:
                other.result()


def small_products(flops: float) -> contextlib.AbstractContextManager:
    """While many products of this size run one after the other, BLAS uses one thread if they are small."""
    return _blas if flops < SHARED_FLOPS else contextlib.nullcontext()


def _work(function: Callable[..., Any], jobs: Iterator[tuple]) -> None:
    _local.inside = True
    try:
        for job in jobs:  # next() of a sequence iterator is atomic under the GIL
            function(*job)
    finally:
        _local.inside = False


def parts(total: int, size: int) -> list[tuple[int, int]]:
    """0..total cut into even (start, stop) pieces of about `size`, at most that many."""
    pieces = max(1, -(-total // max(1, size)))
    return [(total * i // pieces, total * (i + 1) // pieces) for i in range(pieces)]
