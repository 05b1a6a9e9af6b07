"""Calls of kernels of rows (source/rows.h). What is known of a call's arrays is kept for the next with the same arrays.

Finding out where arrays lie and whether they fit takes longer than a small kernel; layers keep their arrays.
"""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Callable
from ctypes import c_int, c_int64, c_void_p
from typing import Any, NamedTuple

import numpy as np

from ..onednn.layout import address
from . import library as _library

FLOAT32 = np.dtype(np.float32)
#: Elements from which on it is worth it to start another thread.
SHARED = 1 << 15
MOST_CALLS = 1024


class Sizes(NamedTuple):
    """Rows, elements of one, and the largest number where the second array names rows of the first."""

    rows: int
    width: int
    limit: int = 0


class _Rows(ctypes.Structure):
    """rows.h's struct rows."""

    _fields_ = [
        *[(name, c_void_p) for name in ("a", "b", "out")],
        *[(name, c_int64) for name in ("count", "width", "limit")],
    ]


class _Known(NamedTuple):
    """The arrays of a call, the C function and its arguments."""

    is_a: Callable[[], Any]
    is_b: Callable[[], Any]
    is_out: Callable[[], Any]
    function: Callable[..., int]
    rows: c_void_p
    shared: bool
    memory: _Rows  # which `rows` points to


class Kernel:
    """A function of the library: kernel(a, b, out) computes `out` from arrays, b may be None; it says whether it did.

    `sizes(a, b, out)` tells the sizes, or None where the types or shapes are not the kernel's.
    """

    def __init__(self, name: str, sizes: Callable[[Any, Any, Any], Sizes | None], in_place: bool = True) -> None:
        self._name, self._sizes, self._in_place = name, sizes, in_place
        self._library: Any = None
        self._known: dict[tuple[int, int, int], _Known] = {}

    def __call__(self, a: Any, b: Any, out: Any) -> bool:
        if not _library.available():
            return False
        known = self._known.get((id(a), id(b), id(out)))
        if known is None or known[0]() is not a or known[1]() is not b or known[2]() is not out:
            known = self._find(a, b, out)
            if known is None:
                return False
        elif not out.flags.writeable:
            return False
        return known[3](known[4], _library.threads() if known[5] else 1) == 0

    def _find(self, a: Any, b: Any, out: Any) -> _Known | None:
        """A call that was not made before; None for arrays that do not lie as they must."""
        sizes, given = self._sizes(a, b, out), (a, out) if b is None else (a, b, out)
        if sizes is None or not out.flags.carray:
            return None
        if not all(array.flags.c_contiguous and array.flags.aligned for array in given):
            return None
        places = [address(array) for array in given]
        if not all(self._may_lie(*place, places[-1], out.nbytes) for place in zip(places[:-1], given)):
            return None
        known = self._new(given, places, sizes)
        self._known[id(a), id(b), id(out)] = known
        return known

    def _may_lie(self, place: int, array: Any, out: int, nbytes: int) -> bool:
        """Rows may become others in place; else they must not be overwritten before they are read."""
        return place + array.nbytes <= out or out + nbytes <= place or (self._in_place and place == out)

    def _new(self, given: tuple[Any, ...], places: list[int], sizes: Sizes) -> _Known:
        found: Any = _library.library()
        if found is not self._library:  # loaded anew
            self._library, self._known = found, {}
        if len(self._known) >= MOST_CALLS:
            self._forget()
        is_a, *is_b, is_out = [weakref.ref(array) for array in given]
        memory = _Rows(places[0], places[1] if is_b else None, places[-1], *sizes)
        return _Known(
            *(is_a, is_b[0] if is_b else _nothing, is_out, found.function(self._name, c_void_p, c_int, result=c_int)),
            *(c_void_p(ctypes.addressof(memory)), sizes.rows * sizes.width >= SHARED, memory),
        )

    def _forget(self) -> None:
        """Drops calls whose arrays are gone, such as inputs made for one step; all, if these were not many."""
        alive = {k: v for k, v in self._known.items() if v.is_a() is not None and v.is_out() is not None}
        self._known = alive if len(alive) < MOST_CALLS * 3 // 4 else {}


def _nothing() -> None:
    """In place of a reference to an array that is None."""


def same_rows(a: Any, b: Any, out: Any) -> Sizes | None:
    """Sizes for kernels of rows of float32 arrays, all of one shape; rows are the last axis. None without elements."""
    for array in (a, out) if b is None else (a, b, out):
        if type(array) is not np.ndarray or array.dtype != FLOAT32 or array.shape != out.shape:
            return None
    if not out.size:
        return None
    width = out.shape[-1] if out.ndim else 1
    return Sizes(out.size // width, width)
