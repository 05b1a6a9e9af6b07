"""Ctrl-C while Lua computes: Python would notice it only when Lua calls Python again.

The signal wakes a thread, which sets LuaJIT's debug hook as the LuaJIT program itself does in its signal handler; at
the next instruction that is not compiled, the hook calls Python, where the interrupt is raised. A second Ctrl-C
before that ends the process: compiled loops without exits cannot be stopped otherwise.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engine import Engine

_CALL, _RETURN, _COUNT = 1, 2, 8  # LUA_MASK...

_SOURCE = """
local hook, arm = ...
local anchor = coroutine.create(function() end)  -- its address leads to the state
arm(tonumber((string.format('%p', anchor))), anchor)
debug.sethook(hook, '', 2 ^ 30)
"""


class Interrupts:
    """While entered, Ctrl-C interrupts Lua as well as Python; only in the main thread and with LuaJIT."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._library: Any = None
        self._fds: tuple[int, int] | None = None
        self._pending = False

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread() and os.name == "posix" and self._prepare():
            self._fds = os.pipe()
            os.set_blocking(self._fds[1], False)
            signal.set_wakeup_fd(self._fds[1], warn_on_full_buffer=False)
            threading.Thread(target=self._watch, args=(self._fds[0],), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        if self._fds is not None:
            signal.set_wakeup_fd(-1)
            os.close(self._fds[1])
            self._fds = None

    def _prepare(self) -> bool:
        """Finds the functions of LuaJIT's C interface; False where they are not to be had."""
        try:
            self._library = ctypes.CDLL(self._engine.lupa.__file__)
            self._library.lua_gethook.restype = ctypes.c_void_p
            self._library.luaJIT_setmode  # noqa: B018 (plain Lua has no such function)
        except (OSError, AttributeError):
            return False
        execute = self._engine.bridge["th"]["execute"]
        self._engine.call(execute, _SOURCE, "=luabridge.interrupt", self._on_hook, self._arm)
        self._hook = ctypes.c_void_p(self._library.lua_gethook(self._state))
        self._set(None, 0, 0)
        return True

    def _arm(self, address: int, anchor: Any) -> None:
        self._state, self._anchor = ctypes.c_void_p(address), anchor

    def _set(self, hook: Any, mask: int, count: int) -> None:
        self._library.lua_sethook(self._state, hook, mask, count)

    def _on_hook(self, *_: Any) -> None:
        """Runs as Lua's hook: the interrupt itself is raised by Python as it enters this function."""
        self._pending = False
        self._set(None, 0, 0)

    def _watch(self, fd: int) -> None:
        while signals := os.read(fd, 64):
            if signal.SIGINT in signals:
                if self._pending:
                    os.kill(os.getpid(), signal.SIGTERM)
                self._pending = True
                self._set(self._hook, _CALL | _RETURN | _COUNT, 1)
        os.close(fd)
