"""Worker processes that make batches while the program uses the ones before."""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import threading
import weakref
from collections import deque
from multiprocessing.connection import Connection
from typing import Any

from ..errors import TorchError
from . import worker
from .carriers import carrier_for
from .worker import COLLECT, STOP


class Pool:
    """`count` processes with a copy of `loader` each. Results come in the order in which jobs were given."""

    def __init__(self, count: int, loader: Any, initialize: Any, seed: int) -> None:
        self.carrier = carrier_for(loader, initialize)
        self.workers = [_Worker(self.carrier, number, seed + number) for number in range(1, count + 1)]
        weakref.finalize(self, _close, self.workers)
        for each in self.workers:
            self.carrier.send(each.connection, (loader, initialize))
        for each in self.workers:
            each.take()
        self.jobs: deque[_Worker] = deque()
        self._next = 0

    def put(self, method: str, arguments: list) -> None:
        """Gives a job, the call of a method of the loader, to the next worker."""
        chosen = self.workers[self._next]
        self._next = (self._next + 1) % len(self.workers)
        chosen.give(method, arguments)
        self.jobs.append(chosen)

    def get(self) -> tuple:
        """The results of the oldest job; its error, if it had one."""
        return self.jobs.popleft().take()

    def drain(self) -> None:
        """Waits for all jobs; results are dropped, the first error is raised."""
        failure: TorchError | None = None
        while self.jobs:
            try:
                self.get()
            except TorchError as error:
                failure = failure or error
        if failure is not None:
            raise failure

    def collect_garbage(self) -> None:
        for each in self.workers:
            each.give(COLLECT, [])

    def close(self) -> None:
        _close(self.workers)


def _close(workers: list[_Worker]) -> None:
    for each in workers:
        each.close()


class _Worker:
    """One process. A thread takes its answers as they come, so that it never waits for the program."""

    def __init__(self, carrier: Any, number: int, seed: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.carrier, self.number = carrier, number
        self.connection, theirs = context.Pipe()
        self.process: Any = context.Process(
            target=worker.main, args=(theirs, carrier.place, number, seed), name=f"data worker {number}", daemon=True
        )
        self.process.start()
        theirs.close()
        self.answers: queue.SimpleQueue = queue.SimpleQueue()
        arguments = (carrier, self.connection, self.answers)
        threading.Thread(target=_receive, args=arguments, name=f"answers of data worker {number}", daemon=True).start()

    def give(self, method: str, arguments: list) -> None:
        try:
            self.carrier.send(self.connection, (method, arguments))
        except OSError:
            raise self._lost() from None

    def take(self) -> tuple:
        """The next answer."""
        answer = self.answers.get()
        if answer is None:
            self.answers.put(None)
            raise self._lost()
        done, result = answer()
        if not done:
            raise TorchError(f"[data worker {self.number}] {result}")
        return result

    def _lost(self) -> TorchError:
        self.process.join(1)
        return TorchError(f"data worker {self.number} ended unexpectedly (exit code {self.process.exitcode})")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.carrier.send(self.connection, (STOP, []))
        self.process.join(1)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join()


def _receive(carrier: Any, connection: Connection, answers: queue.SimpleQueue) -> None:
    """Puts what arrives into the queue, None in the end."""
    try:
        while True:
            answers.put(carrier.receive(connection))
    except (EOFError, OSError):
        answers.put(None)
