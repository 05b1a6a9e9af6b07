"""How files spell numbers: the types that torch.File reads and writes, as bytes and as text."""

from __future__ import annotations

import functools
import struct
import sys
from typing import Any

import numpy as np

from runtime.errors import TorchError
from runtime.storage import cast, storage_type

from ..t7.ascii import AsciiSink
from ..t7.numbers import lua_number

#: The names in readInt, writeInt ..., and their codes in struct.
KINDS = {"Byte": "B", "Char": "b", "Short": "h", "Int": "i", "Long": "q", "Float": "f", "Double": "d"}

TYPES = {kind: storage_type(f"torch.{kind}Storage") for kind in KINDS}


class Spelling:
    """The bytes of each type: byte order, and the width of a long (0, 4 or 8; 0 stands for 8)."""

    def __init__(self, big_endian: bool, long_size: int) -> None:
        self.big_endian, self.long_size = big_endian, long_size or 8
        order = ">" if big_endian else "<"
        codes = {**KINDS, "Long": "i" if self.long_size == 4 else "q"}
        #: What unpacks one value.
        self.structs = {kind: struct.Struct(order + code) for kind, code in codes.items()}
        self._stored = {kind: np.dtype(order + code) for kind, code in codes.items()}
        self._swapped = big_endian != (sys.byteorder == "big")

    def native(self, kind: str) -> bool:
        """Whether an array of this type is in memory as it is in the file."""
        return not (kind == "Long" and self.long_size == 4) and (not self._swapped or kind in ("Byte", "Char"))

    def stored(self, kind: str) -> np.dtype:
        return self._stored[kind]

    def pack(self, kind: str, value: float) -> bytes:
        """The bytes of one number, which is converted as C does it."""
        if kind == "Float":
            return self.bytes_of(kind, one(kind, value))
        whole = cast(value, TYPES[kind].dtype)
        if kind == "Long" and self.long_size == 4:
            whole = (whole + 2**31) % 2**32 - 2**31
        return self.structs[kind].pack(whole)

    def bytes_of(self, kind: str, array: np.ndarray) -> Any:
        """The file's bytes of an array; the array's own memory where that is the same."""
        if not self.native(kind):
            array = array.astype(self._stored[kind])
        return np.ascontiguousarray(array).view(np.uint8).data


@functools.cache
def spelling(big_endian: bool, long_size: int) -> Spelling:
    return Spelling(big_endian, long_size)


def text_of(array: np.ndarray, spaced: bool) -> bytes:
    """An array as text: numbers with spaces between and a newline after them, bytes as they are."""
    parts: list[bytes] = []
    sink = AsciiSink(parts.append)
    sink.array(array)
    sink.flush()
    text = b"".join(parts)
    if spaced or not text:
        return text
    return text[:-1] if array.itemsize == 1 else text[:-1].replace(b" ", b"")


def one(kind: str, value: float) -> np.ndarray:
    """An array of one number, converted as C does it."""
    dtype = TYPES[kind].dtype
    with np.errstate(over="ignore"):
        return np.array([cast(value, dtype)], np.float64 if not dtype.integral else dtype.numpy).astype(dtype.numpy)


def lua_value(kind: str, value: Any) -> int | float:
    """A number read from a file, as Lua has it."""
    return lua_number(value) if kind in ("Float", "Double") else value


def storage_of(kind: str, value: Any) -> Any:
    """`value` if it is a storage of this type, else None."""
    return value if isinstance(value, TYPES[kind]) else None


def wrong_argument(kind: str, reading: bool) -> TorchError:
    return TorchError(f"{'nothing, number' if reading else 'number'}, or {kind}Storage expected")
