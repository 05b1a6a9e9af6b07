"""When Lua's collector runs: it does not see numpy's memory, so the runtime's account of it decides."""

from __future__ import annotations

import weakref
from threading import get_ident
from typing import TYPE_CHECKING

from runtime.memory import account

if TYPE_CHECKING:
    from .engine import Engine

#: Bytes of new storages after which Lua's garbage is collected, unless more than that is alive.
LEAST = 256 << 20

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_collecting = False


def watch(engine: Engine) -> None:
    """From now on storages that only Lua's garbage holds are freed in time."""
    _engines.add(engine)
    account.on_pressure = collect
    account.limit = max(LEAST, account.live)


def collect() -> None:
    """Frees what Lua has let go of, and starts counting anew."""
    global _collecting
    if _collecting:  # a finalizer allocates: its collection is under way
        return
    _collecting = True
    try:
        account.fresh = 0
        for engine in list(_engines):
            if engine.thread == get_ident():  # lupa's lock is held by the thread that runs Lua
                engine.state.gccollect()
        account.limit = max(LEAST, account.live)
    finally:
        _collecting = False


def collected() -> None:
    """Lua was collected by the script itself: count anew."""
    account.fresh = 0
    account.limit = max(LEAST, account.live)
