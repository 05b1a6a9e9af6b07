"""The compiled kernels, loaded: one library for each level of x86-64 that they were built for, of which one is used."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .. import threads as _threads
from ..onednn import library as _onednn

VARIABLE = "LUABRIDGE_NATIVE"
#: The builds, best first.
NAMES = "kernels_v4", "kernels_v3", "kernels"


class Library:
    """The loaded library."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._c = ctypes.CDLL(str(path))
        self._team: Any = None

    def function(self, name: str, *types: Any) -> Callable[..., None]:
        found = getattr(self._c, name)
        found.argtypes, found.restype = types, None
        return found

    def use_openmp(self, c: Any) -> None:
        """Work may be shared by the threads of the OpenMP that `c`, a library, has loaded."""
        if c is not None and hasattr(c, "GOMP_parallel") and self._team is not c:
            pointers = [ctypes.cast(getattr(c, n), ctypes.c_void_p) for n in ("GOMP_parallel", "omp_get_thread_num")]
            self.function("team_use", ctypes.c_void_p, ctypes.c_void_p)(*pointers)
            self._team = c


@functools.cache
def library() -> Library | None:
    """The kernels, loaded when they are first asked for; None where they were not built."""
    if os.environ.get(VARIABLE) == "0":
        return None
    for name in NAMES:
        path = Path(__file__).parent / f"{name}.so"
        if path.exists():
            return Library(path)
    return None


_off = False


def available() -> bool:
    return not _off and library() is not None


@contextlib.contextmanager
def disabled() -> Iterator[None]:
    """Without these kernels, meanwhile."""
    global _off
    before, _off = _off, True
    try:
        yield
    finally:
        _off = before


def reset() -> None:
    library.cache_clear()


def describe() -> str:
    """Which kernels compute, for people."""
    found = library()
    return "none" if found is None else found.path.name


def threads() -> int:
    """Over how many threads work may be spread, here and now: OpenMP's, if oneDNN has brought it."""
    found, own = _onednn.library(), library()
    if found is None or own is None or _threads.inside():
        return 1
    own.use_openmp(found._c)
    return found.use_threads() or _threads.threads()
