"""The compiled kernels, loaded: one library for each level of x86-64, of which the processor's best is used.

LUABRIDGE_NATIVE names another file, or says 0 to do without.
"""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Callable
from ctypes import c_char_p, c_int, c_void_p
from pathlib import Path
from typing import Any

from .. import threads as _threads
from ..onednn import library as _onednn
from ..switch import Switch
from . import sources

VARIABLE = "LUABRIDGE_NATIVE"
FOLDER = Path(__file__).parent
#: The build that every processor can load, and says what this one is; the others, best first, and the level they need.
PLAIN, BETTER = "kernels.so", {"kernels_v4.so": 4, "kernels_v3.so": 3}
LEVELS = {0: platform.machine(), 1: "x86-64", 3: "x86-64-v3", 4: "x86-64-v4"}
BUILD = "`make native` in a checkout, or installing luabridge again with `pip install -v`, builds it or shows why not"
_OPENMP = "GOMP_parallel", "omp_get_thread_num", "omp_get_num_threads"


class Library:
    """The loaded library."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._c = ctypes.CDLL(str(path))
        self._team: Any = None
        self._check()
        self.level: int = self.function("kernels_level", result=c_int)()

    def _check(self) -> None:
        if not hasattr(self._c, "kernels_sources"):
            raise OSError(f"{self.path} has no luabridge kernels")
        built, own = self.function("kernels_sources", result=c_char_p)(), sources.digest()
        if own is not None and built != own.encode():
            raise OSError(f"{self.path} was built from other sources; {BUILD}")

    def cpu_level(self) -> int:
        """What the processor has."""
        return int(self.function("cpu_level", result=c_int)())

    def function(self, name: str, *types: Any, result: Any = None) -> Callable[..., Any]:
        found = getattr(self._c, name)
        found.argtypes, found.restype = types, result
        return found

    def function_with_gil(self, name: str, prototype: Any) -> Callable[..., Any]:
        """A function that is called without letting other threads of Python's run."""
        return prototype(ctypes.cast(getattr(self._c, name), c_void_p).value)  # type: ignore[no-any-return]

    def use_openmp(self, c: Any) -> bool:
        """Work may be shared by the threads of the OpenMP that `c`, a library, has loaded; false if it has none."""
        if self._team is not c:
            if not all(hasattr(c, name) for name in _OPENMP):
                return False
            pointers = [ctypes.cast(getattr(c, name), c_void_p) for name in _OPENMP]
            self.function("team_use", *[c_void_p] * 3)(*pointers)
            self._team = c
        return True


_found: list[Library | None] = []
_reasons: list[str] = []


def library() -> Library | None:
    """The kernels, loaded when first asked for; None where there are none. A file that VARIABLE names must load."""
    if not _found:
        with _onednn.lock:  # which no fork interrupts
            if not _found:
                _reasons.clear()
                _found.append(_find())
    return _found[0]


def _find() -> Library | None:
    wanted = os.environ.get(VARIABLE)
    if wanted == "0":
        _reasons.append(f"{VARIABLE}=0")
        return None
    if wanted:
        return _named(wanted)
    plain = _load(PLAIN)
    level = plain.cpu_level() if plain is not None else 0
    fit = (name for name, needed in BETTER.items() if level >= needed)
    return next((found for name in fit if (found := _load(name)) is not None), plain)


def _named(wanted: str) -> Library:
    try:
        found = Library(Path(wanted))
        if found.level > found.cpu_level():
            raise OSError(f"{wanted} needs {LEVELS[found.level]}, this processor is {LEVELS[found.cpu_level()]}")
    except OSError as error:
        raise OSError(f"{VARIABLE}={wanted}: {error}; name a library of luabridge's kernels, or 0 for none") from error
    return found


def _load(name: str) -> Library | None:
    """One of ours; None, for a reason that `describe` gives, if it cannot be used."""
    path = FOLDER / name
    if not path.exists():
        _reasons.append(f"not built: no {path}; {BUILD}" if os.name == "posix" else "not built for Windows")
        return None
    try:
        return Library(path)
    except OSError as error:
        _reasons.append(str(error))
        return None


_switch = Switch()
#: `with disabled():` numpy and oneDNN compute alone.
disabled = _switch.off


def available() -> bool:
    return _switch.on and library() is not None


def reset() -> None:
    """Looks for the library anew (the environment has changed)."""
    _found.clear()


def describe() -> str:
    """Which kernels compute, why no better ones do, or why none; for people."""
    try:
        found = library()
    except OSError as error:
        return f"none ({error})"
    if found is None:
        return f"none ({_reasons[0]})"
    return "; ".join([f"{LEVELS[found.level]} ({found.path})", *_reasons])


def threads() -> int:
    """Over how many threads work may be spread, here and now: OpenMP's, if oneDNN has brought it."""
    own = library()
    if own is None or _threads.inside():
        return 1
    found = _onednn.library()
    if found is None or not own.use_openmp(found._c):
        return 1
    return found.threads()
