"""When Lua's collector runs: it does not see Python's memory, so the runtime's account of it decides.

A collection takes longer the more is alive in Lua, however little garbage there is. So garbage is collected soon
where that costs next to nothing, and where it costs time only when there is a lot of it.
"""

from __future__ import annotations

import gc
import weakref
from sys import getallocatedblocks
from threading import get_ident
from time import perf_counter
from typing import TYPE_CHECKING

from runtime.memory import account

if TYPE_CHECKING:
    from .engine import Engine

#: Bytes allocated after which Lua's garbage is collected where that costs next to nothing.
SOON = 3 << 20
#: The same where it takes a large share of the time: at least, and at most unless more than that is alive.
#: The fewer, the sooner memory that is still in the processor's cache is used again.
LEAST, MOST = 64 << 20, 256 << 20
#: Bytes of new storages for a byte of Lua's own, which a collection visits: it costs a small part of writing those.
_BYTES_SHARE = 16
#: The share of the time that makes collections rarer, and the one that makes them more frequent.
_LARGE_SHARE, _SMALL_SHARE = 1 / 10, 1 / 400
#: The share that does so where garbage stays small beside what is alive: this part of it.
_SOME_SHARE, _PART = 1 / 100, 1 / 4
#: What a small object of Python takes, on average.
_OBJECT = 64
#: How often what was allocated is added up between two collections.
_LOOKS = 8
#: Bytes allocated after which Python's own collector looks for cycles among young objects: it counts objects only.
_CYCLES = 1 << 30
#: How many young objects it waits for in a process that runs scripts, and how many times those that survive (Python's
#: 700, 10 and 10 cost an unrolled net 3% of its time).
_YOUNG = 10_000, 20, 20


class _Policy:
    """How many new bytes are let pass until the next collection: those of storages, and of small objects."""

    __slots__ = ("allowed", "worthwhile", "objects", "last", "live", "collecting", "since_cycles")

    def __init__(self) -> None:
        self.allowed, self.worthwhile = SOON, LEAST
        self.objects = getallocatedblocks()
        self.last = perf_counter()
        self.live = account.live  # after the last collection: by now there may be garbage in it
        self.collecting = False
        self.since_cycles = 0

    def _most(self) -> int:
        return min(self.allowed, max(MOST, self.live))

    def restart(self) -> None:
        """Lua was collected: counts anew."""
        account.fresh = 0
        self.live = account.live
        account.limit = self._most() // _LOOKS
        self.objects = getallocatedblocks()
        self.last = perf_counter()

    def is_time(self) -> bool:
        """Whether enough was allocated; if not, when to look again."""
        most = self._most()
        left = most - account.fresh - _OBJECT * (getallocatedblocks() - self.objects)
        if left <= 0:
            return True
        account.limit = account.fresh + min(most // _LOOKS, left)
        return False

    def look_for_cycles(self) -> None:
        """Has Python free young objects that hold each other, and their tensors, now and then."""
        self.since_cycles += account.fresh
        if self.since_cycles > _CYCLES:
            self.since_cycles = 0
            gc.collect(1)

    def learn(self, taken: float, lua_bytes: int) -> None:
        """From the seconds that a collection took, and what Lua itself holds after it."""
        self.worthwhile = max(LEAST, lua_bytes * _BYTES_SHARE)
        share = taken / max(perf_counter() - self.last, 1e-9)
        if share > _LARGE_SHARE:
            self.allowed = min(2 * self.allowed, self.worthwhile)
        elif share > _SOME_SHARE:
            self.allowed = max(self.allowed, min(2 * self.allowed, int(account.live * _PART), LEAST))
        elif share < _SMALL_SHARE:
            self.allowed = max(SOON, self.allowed // 2)


_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_policy = _Policy()


def watch(engine: Engine) -> None:
    """From now on storages that only Lua's garbage holds are freed in time."""
    _engines.add(engine)
    account.on_pressure = collect
    _policy.restart()


def collect() -> None:
    """Frees what Lua has let go of, and starts counting anew, if enough was allocated for that."""
    if _policy.collecting or not _policy.is_time():  # while collecting a finalizer may allocate
        return
    _policy.collecting = True
    try:
        _policy.look_for_cycles()
        account.fresh = 0
        start, lua_bytes = perf_counter(), 0
        for engine in list(_engines):
            if engine.thread == get_ident():  # lupa's lock is held by the thread that runs Lua
                engine.state.gccollect()
                lua_bytes += engine.lua_bytes()
        _policy.learn(perf_counter() - start, lua_bytes)
        _policy.restart()
    finally:
        _policy.collecting = False


def serve_scripts() -> None:
    """For a process that only runs scripts: Python's collector runs rarer, and leaves out what is loaded."""
    gc.freeze()
    gc.set_threshold(*_YOUNG)


def collected() -> None:
    """Lua was collected by the script itself: count anew."""
    _policy.restart()
