"""When Lua's collector runs: it does not see numpy's memory, so the runtime's account of it decides."""

from __future__ import annotations

import weakref
from threading import get_ident
from typing import TYPE_CHECKING

from runtime.memory import account

if TYPE_CHECKING:
    from .engine import Engine

#: Bytes of new storages after which Lua's garbage is collected: at least, and at most unless more than that is alive.
#: The fewer, the sooner memory that is still in the processor's cache is used again.
LEAST, MOST = 64 << 20, 256 << 20
#: Bytes of new storages for a byte of Lua's own, which a collection visits: it costs a small part of writing those.
_SHARE = 16

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_collecting = False
_worthwhile = LEAST


def watch(engine: Engine) -> None:
    """From now on storages that only Lua's garbage holds are freed in time."""
    _engines.add(engine)
    account.on_pressure = collect
    account.limit = _limit()


def _limit() -> int:
    return min(_worthwhile, max(MOST, account.live))


def collect() -> None:
    """Frees what Lua has let go of, and starts counting anew."""
    global _collecting, _worthwhile
    if _collecting:  # a finalizer allocates: its collection is under way
        return
    _collecting = True
    try:
        account.fresh = 0
        lua_bytes = 0
        for engine in list(_engines):
            if engine.thread == get_ident():  # lupa's lock is held by the thread that runs Lua
                engine.state.gccollect()
                lua_bytes += engine.lua_bytes()
        _worthwhile = max(LEAST, lua_bytes * _SHARE)
        account.limit = _limit()
    finally:
        _collecting = False


def collected() -> None:
    """Lua was collected by the script itself: count anew."""
    account.fresh = 0
    account.limit = _limit()
