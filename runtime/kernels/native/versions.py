"""Whether dicts have changed since they were last looked at, without looking at what they hold."""

from __future__ import annotations

import ctypes
import functools
import gc
import struct
import sys
from collections.abc import Sequence
from ctypes import c_int64, c_void_p
from typing import Any

import numpy as np

from . import library as _library

#: Where CPython keeps the number of a dict's last change (PEP 509): behind the count of references, the type and the
#: number of items. From 3.13 on fields of objects change without it.
_OFFSET, _PYTHONS = 24, ((3, 10), (3, 11), (3, 12))
_READ = ctypes.PYFUNCTYPE(c_int64, c_void_p, c_int64, c_int64, c_void_p)


class Versions:
    """Watches dicts, which it keeps alive."""

    def __init__(self, dicts: Sequence[dict]) -> None:
        self._dicts = list(dicts)
        self._watched = np.zeros((len(dicts), 3), np.int64)
        self._watched[:, 0] = [id(one) for one in dicts]
        self._found = np.zeros(len(dicts), np.int64)
        self._arguments = self._watched.ctypes.data, len(dicts), _OFFSET, self._found.ctypes.data

    def changed(self) -> list[int] | None:
        """The places of dicts that may have changed since `accept`; None: any may have."""
        read = _reader()
        if read is None:
            return None
        count = read(*self._arguments)
        return self._found[:count].tolist() if count else []

    def accept(self) -> None:
        """What they held when `changed` looked is right."""
        self._watched[:, 1] = self._watched[:, 2]


def attributes_of(cls: type) -> dict:
    """The dict that holds the attributes of a class itself."""
    (found,) = gc.get_referents(cls.__dict__)
    return found  # type: ignore[no-any-return]


def _reader() -> Any:
    """The function of the library; None where it or the numbers are not there."""
    own = _library.library() if _library.available() else None
    return None if own is None or not _counts() else _function(own)


@functools.lru_cache(maxsize=1)
def _function(own: Any) -> Any:
    return own.function_with_gil("versions_changed", _READ)


@functools.cache
def _counts() -> bool:
    """Whether this Python gives each change of a dict a number, where it should be."""
    if sys.implementation.name != "cpython" or sys.version_info[:2] not in _PYTHONS or struct.calcsize("P") != 8:
        return False
    return all(_number(one) != before for one, before in _changes())


def _number(found: dict) -> int:
    return ctypes.c_uint64.from_address(id(found) + _OFFSET).value


class _Fields:
    a: Any


def _changes() -> Any:
    """(dict, its number before) after changes of all kinds."""
    own, other = _Fields(), dict[Any, Any]()
    fields, attributes = vars(own), attributes_of(_Fields)

    def store() -> None:
        own.a = object()

    def delete() -> None:
        del own.a

    for i in range(64):  # more than it takes until Python has made shortcuts of storing and deleting
        for found, change in (
            (fields, store),
            (fields, delete),
            (fields, lambda i=i: setattr(own, f"b{i}", i)),
            (fields, lambda i=i: fields.__setitem__("c", -1 - i)),
            (other, lambda i=i: other.update(a=i)),
            (other, lambda i=i: other.__setitem__(i, i)),
            (other, lambda i=i: other.pop(i)),
            (other, lambda: other.clear()),
            (attributes, lambda i=i: setattr(_Fields, "c", i)),
        ):
            before = _number(found)
            change()
            yield found, before
