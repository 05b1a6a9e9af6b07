"""Calls of kernels of rows (source/rows.h). What is known of a call's arrays is kept for the next with the same arrays.

Finding out where arrays lie and whether they fit takes longer than a small kernel; layers keep their arrays.
"""

from __future__ import annotations

import struct
import weakref
from collections.abc import Callable
from ctypes import c_int, c_void_p
from typing import Any, NamedTuple

import numpy as np

from ..onednn.layout import address
from . import library as _library

FLOAT32 = np.dtype(np.float32)
#: Bytes to copy, or exponentials to compute, from which on another thread is worth waking. A row's own cost is that of
#: so many exponentials.
SHARED_BYTES, SHARED, ROW_COST = 1 << 18, 1 << 16, 256
MOST_CALLS = 1024


class Sizes(NamedTuple):
    """What the kernel is told, and whether threads share the work."""

    rows: int
    width: int
    limit: int
    shared: bool


#: Bytes of rows.h's struct rows: three addresses, and sizes.
_pack = struct.Struct("@PPPqqq").pack
#: What is known of a call: references to the three arrays, the C function, its struct, and whether threads share the
#: work. A plain tuple, which Python takes apart fastest.
_Known = tuple[Callable[[], Any], Callable[[], Any], Callable[[], Any], Callable[..., int], bytes, bool]
_ALONE = c_int(1)


class Kernel:
    """A function of the library: run(a, b, out) computes `out` from arrays, b may be None, and says whether it did.

    `sizes(a, b, out)` tells the sizes, or None where the types or shapes are not the kernel's.
    """

    def __init__(self, name: str, sizes: Callable[[Any, Any, Any], Sizes | None], in_place: bool = True) -> None:
        self._name, self._sizes, self._in_place = name, sizes, in_place
        self._library: Any = None
        self._function: Any = None
        self._known: dict[tuple[int, int, int], _Known] = {}

    def run(self, a: Any, b: Any, out: Any) -> bool:
        if not _library.available():
            return False
        known = self._known.get((id(a), id(b), id(out))) or self._find(a, b, out)
        if known is None:
            return False
        is_a, is_b, is_out, function, rows, shared = known
        if is_a() is not a or is_b() is not b or is_out() is not out:  # others, which were at these places before
            self._known.pop((id(a), id(b), id(out)), None)
            return self.run(a, b, out)
        return out.flags.writeable and not function(rows, _library.threads() if shared else _ALONE)

    def _find(self, a: Any, b: Any, out: Any) -> _Known | None:
        """A call that was not made before; None for arrays that do not lie as they must."""
        sizes = self._sizes(a, b, out)
        if sizes is None or not (out.flags.carray and _is_packed(a) and (b is None or _is_packed(b))):
            return None
        place_a, place_b, place = address(a), 0 if b is None else address(b), address(out)
        if not (self._may_lie(place_a, a.nbytes, place, out.nbytes)):
            return None
        if b is not None and not self._may_lie(place_b, b.nbytes, place, out.nbytes):
            return None
        if _library.library() is not self._library or len(self._known) >= MOST_CALLS:
            self._renew()
        rows = _pack(place_a, place_b, place, sizes.rows, sizes.width, sizes.limit)
        is_b = _nothing if b is None else weakref.ref(b)
        known = weakref.ref(a), is_b, weakref.ref(out), self._function, rows, sizes.shared
        self._known[id(a), id(b), id(out)] = known
        return known

    def _may_lie(self, place: int, nbytes: int, out: int, out_nbytes: int) -> bool:
        """Rows may become others in place; else they must not be overwritten before they are read."""
        return place + nbytes <= out or out + out_nbytes <= place or (self._in_place and place == out)

    def _renew(self) -> None:
        """Begins anew if the library was loaded anew, else forgets calls that cannot come again."""
        found: Any = _library.library()
        if found is self._library:
            self._forget()
            return
        self._library, self._known = found, {}
        self._function = found.function(self._name, c_void_p, c_int, result=c_int)

    def _forget(self) -> None:
        """Drops calls whose arrays are gone, such as inputs made for one step; all, if these were not many."""
        alive = {k: v for k, v in self._known.items() if v[0]() is not None and v[2]() is not None}
        self._known = alive if len(alive) < MOST_CALLS * 3 // 4 else {}


def _is_packed(array: Any) -> bool:
    flags = array.flags
    return bool(flags.carray or (flags.c_contiguous and flags.aligned))


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
    rows = out.size // width
    return Sizes(rows, width, 0, rows * (width + ROW_COST) >= SHARED)
