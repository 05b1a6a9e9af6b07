"""Independent jobs over threads: numpy's loops and BLAS release the GIL. The one place that decides about threads.

While products run side by side, and while a small one runs alone, BLAS itself uses one thread: its own
threads wait for each other by spinning, which on a machine that has something else to do takes many times
longer than a small product. That needs threadpoolctl; without it products run one after the other and BLAS
keeps its threads. `product` is the way to a large one, which oneDNN or BLAS's threads share.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import Any

import numpy as np

from .gemm import add_product as _add_product
from .onednn import matmul
from .threads import chosen, inside, threads, work

#: Products below this size are done before BLAS's threads would have met.
SHARED_FLOPS = 2e7
#: Products up to this size BLAS does on one thread by itself.
TINY_FLOPS = 1.6e4
#: Work below this is done before another thread has woken up.
ALONE_FLOPS = 3e6
FEW_ROWS = 32


@functools.cache
def _libraries(scipys: bool) -> list[Any] | None:
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController().select(user_api="blas").lib_controllers


class _Blas:
    """The thread counts of the loaded BLAS libraries, held at one while jobs run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._depth = 0
        self._restore: list[tuple[Any, int]] = []
        self._told: int | None = None

    def obey(self) -> None:
        """Tells BLAS how many threads it may use, if `set_threads` has said something new."""
        count = chosen()
        if count == self._told:
            return
        with self._lock:
            if self._depth == 0:
                for lib in self.libraries or []:
                    lib.set_num_threads(count or threads())
                self._told = count

    @property
    def libraries(self) -> list[Any] | None:
        return _libraries("scipy.linalg" in sys.modules)  # which brings a BLAS of its own

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


class _Task:
    """Jobs that several threads take in turn. Who comes when nothing is left to do is not waited for."""

    def __init__(self, function: Callable[..., Any], jobs: Sequence[tuple]) -> None:
        self.function = function
        self.jobs = iter(jobs)
        self._lock = threading.Lock()
        self._active = 0
        self._open = True
        self._idle = threading.Lock()  # held while the caller has to wait
        self.error: BaseException | None = None

    def help(self) -> None:
        with self._lock:
            if not self._open:
                return
            self._active += 1
        try:
            _work(self.function, self.jobs)
        except BaseException as error:
            self.error = error
        with self._lock:
            self._active -= 1
            if not self._open and not self._active:
                self._idle.release()

    def finish(self) -> None:
        """Waits for the threads that are at work."""
        self._idle.acquire()
        with self._lock:
            self._open = False
            waiting = self._active > 0
        if waiting:
            self._idle.acquire()


class _Helpers:
    """Threads that wait for tasks."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """A forked process has none of them."""
        self._queue: SimpleQueue[_Task] = SimpleQueue()
        self._count = 0
        self._lock = threading.Lock()

    def call(self, task: _Task, helpers: int) -> None:
        if self._count < helpers:
            self._start(helpers)
        for _ in range(helpers):
            self._queue.put(task)

    def _start(self, helpers: int) -> None:
        with self._lock:
            for i in range(self._count, helpers):
                threading.Thread(target=self._serve, args=(self._queue,), name=f"luabridge-{i}", daemon=True).start()
            self._count = max(self._count, helpers)

    @staticmethod
    def _serve(queue: SimpleQueue[_Task]) -> None:
        while True:
            queue.get().help()


_helpers = _Helpers()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_helpers.forget)


def run(function: Callable[..., Any], jobs: Sequence[tuple], flops: float | None = None) -> None:
    """Calls function(*job) for every job, in any order, on several threads where that can help.

    `flops` is the work of all products together; without it the jobs must not use BLAS.
    """
    busy = inside()
    alone = busy or (flops is not None and (flops < ALONE_FLOPS or _blas.libraries is None))
    workers = 1 if alone else min(threads(), len(jobs))
    if workers < 2:
        small = flops is not None and flops < SHARED_FLOPS and not busy
        with _blas if small else contextlib.nullcontext():
            for job in jobs:
                function(*job)
        return
    with contextlib.nullcontext() if flops is None else _blas:
        task = _Task(function, jobs)
        _helpers.call(task, workers - 1)
        try:
            _work(function, task.jobs)
        finally:
            task.finish()
        if task.error is not None:
            raise task.error


def small_products(flops: float) -> contextlib.AbstractContextManager:
    """While many products of this size run one after the other, BLAS uses one thread if they are small."""
    return _blas if TINY_FLOPS < flops < SHARED_FLOPS else contextlib.nullcontext()


def one_thread() -> contextlib.AbstractContextManager:
    """While many small products run one after the other, whatever their sizes."""
    return _blas


def product(a: Any, b: Any, out: Any) -> Any:
    """out = a * b, matrices, on all threads where that pays."""
    flops = 2.0 * a.size * b.shape[1]
    if flops <= TINY_FLOPS:
        _multiply(a, b, out)
        return out
    if matmul.product(a, b, out):
        return out
    with _product_threads(flops):
        _multiply(a, b, out)
    return out


def add_product(a: Any, b: Any, out: Any, scale: float = 1) -> None:
    """out += scale * a * b, matrices, on all threads where that pays."""
    flops = 2.0 * a.size * b.shape[1]
    if flops > TINY_FLOPS and matmul.product(a, b, out, scale, 1):
        return
    with _product_threads(flops):
        _add_product(out, a, b, scale)


def _product_threads(flops: float) -> contextlib.AbstractContextManager:
    """While one product runs, BLAS uses one thread if it is small, else as many as `threads.set_threads` said."""
    if TINY_FLOPS < flops < ALONE_FLOPS:
        return _blas
    _blas.obey()
    return contextlib.nullcontext()


def _multiply(a: Any, b: Any, out: Any) -> None:
    """out = a * b; few rows times a transposed matrix the other way round, which BLAS does 1.5 times faster."""
    if 1 < len(a) <= FEW_ROWS and b.strides[0] < b.strides[1]:
        out[...] = np.matmul(b.T, a.T).T
    else:
        np.matmul(a, b, out=out)


def _work(function: Callable[..., Any], jobs: Iterator[tuple]) -> None:
    work.inside = True
    try:
        for job in jobs:  # next() of a sequence iterator is atomic under the GIL
            function(*job)
    finally:
        work.inside = False


def parts(total: int, size: int) -> list[tuple[int, int]]:
    """0..total cut into even (start, stop) pieces of about `size`, at most that many."""
    pieces = max(1, -(-total // max(1, size)))
    return [(total * i // pieces, total * (i + 1) // pieces) for i in range(pieces)]
