"""The binary spelling of .t7 values: fixed-width numbers, no padding, no separators."""

from __future__ import annotations

import struct
import sys
from typing import Any, BinaryIO, Literal

import numpy as np

from .encoding import Encoding
from .errors import T7Error
from .numbers import lua_number

#: Arrays from this size on are taken from the mapped file, or read straight into their own memory.
LARGE = 1 << 16
_LONG = np.dtype(np.int64)


class BinarySource:
    """Reads values one after the other from `data` (bytes or a mapped file).

    `file`, if given, is the unbuffered file that `data` maps, copy-on-write: large arrays are then
    read straight into memory of their own, or, with `share`, are views of the mapping where they
    are aligned. With `view`, every array is a read-only view: nothing at all is copied.
    """

    #: What a key and a value of a table take at least.
    pair_bytes = 12
    #: What an int takes at least.
    int_bytes = 4

    def __init__(
        self, data: Any, encoding: Encoding, file: BinaryIO | None = None, share: bool = False, view: bool = False
    ) -> None:
        self.encoding = encoding
        self.pos = 0
        self.size = len(data)
        self._data, self._file, self._share, self._view = data, file, share, view
        self._order: Literal["<", ">"] = ">" if encoding.big_endian else "<"
        self._swapped = encoding.big_endian != (sys.byteorder == "big")
        self._int = struct.Struct(self._order + "i").unpack_from
        self._double = struct.Struct(self._order + "d").unpack_from
        self._code = "q" if encoding.long_size == 8 else "i"
        self._longs: dict[int, struct.Struct] = {}
        self._names: dict[bytes, str] = {}

    def ended(self, what: str) -> T7Error:
        """The error of a file that is over where `what` should be."""
        return T7Error(f"expected {what}, but the file ends at byte {self.size}: is it cut short?", self.pos)

    def at_end(self) -> bool:
        return self.pos >= self.size

    def int32(self) -> int:
        pos = self.pos
        try:
            value = self._int(self._data, pos)[0]
        except struct.error:
            raise self.ended("an int of 4 bytes") from None
        self.pos = pos + 4
        return value

    def number(self) -> int | float:
        pos = self.pos
        try:
            value = self._double(self._data, pos)[0]
        except struct.error:
            raise self.ended("a number of 8 bytes") from None
        self.pos = pos + 8
        return lua_number(value)

    def longs(self, n: int) -> tuple[int, ...]:
        layout = self._longs.get(n)
        if layout is None:
            layout = self._longs[n] = struct.Struct(f"{self._order}{n}{self._code}")
        pos = self.pos
        try:
            values = layout.unpack_from(self._data, pos)
        except struct.error:
            raise self.ended(f"{n} longs of {self.encoding.long_size} bytes") from None
        self.pos = pos + layout.size
        return values

    def long(self) -> int:
        return self.longs(1)[0]

    def raw(self, n: int) -> bytes:
        """The next n bytes as they are."""
        pos = self.pos
        if n < 0 or n > self.size - pos:
            raise T7Error(f"expected {n} bytes, but only {self.size - pos} are left: is the file cut short?", pos)
        self.pos = pos + n
        return self._data[pos : pos + n]

    def text(self, line: bool) -> bytes:
        """The rest of the line, without its end, or of the file."""
        pos, end = self.pos, self._data.find(b"\n", self.pos) if line else -1
        self.pos = self.size if end < 0 else end + 1
        return self._data[pos : self.size if end < 0 else end]

    def _counted(self) -> bytes:
        pos = self.pos
        try:
            n = self._int(self._data, pos)[0]
        except struct.error:
            raise self.ended("the length of a string") from None
        end = pos + 4 + n
        if n < 0 or end > self.size:
            raise T7Error(f"expected a string of {n} bytes, but only {self.size - pos - 4} are left", pos)
        self.pos = end
        return self._data[pos + 4 : end]

    def string(self) -> str:
        return self._counted().decode("latin-1")

    def name(self) -> str:
        """A string that is likely to come again: equal ones are one object."""
        raw = self._counted()
        found = self._names.get(raw)
        if found is None:
            found = self._names[raw] = raw.decode("latin-1")
        return found

    def array(self, dtype: np.dtype, n: int) -> np.ndarray:
        """A one-dimensional array of n items, writable (unless `view`) and aligned."""
        stored = dtype if dtype != _LONG or self.encoding.long_size == 8 else np.dtype(np.int32)
        nbytes, pos = n * stored.itemsize, self.pos
        if n < 0 or nbytes > self.size - pos:
            raise T7Error(f"expected {n} items of {stored.itemsize} bytes, but {self.size - pos} bytes are left", pos)
        self.pos = pos + nbytes
        if n == 0:
            return np.empty(0, dtype)
        if self._view or nbytes < LARGE or self._file is None:
            array = np.frombuffer(self._data, stored.newbyteorder(self._order), n, pos)
            array = array.astype(dtype, copy=not self._view)
            array.setflags(write=not self._view)
            return array
        if self._share and not self._swapped and pos % stored.itemsize == 0:
            array = np.frombuffer(self._data, stored, n, pos)
        else:
            array = self._read_into(np.empty(n, stored), pos)
        if self._swapped:
            array.byteswap(inplace=True)
        return array if stored == dtype else array.astype(dtype)

    def _read_into(self, array: np.ndarray, pos: int) -> np.ndarray:
        assert self._file is not None
        self._file.seek(pos)
        rest = array.view(np.uint8).data
        while rest:
            count = self._file.readinto(rest)  # type: ignore[attr-defined]
            if not count:
                raise T7Error(f"the file shrank while it was read: {len(rest)} bytes are missing", pos)
            rest = rest[count:]
        return array


class BinarySink:
    """Writes values one after the other to `write`, a function that takes bytes."""

    #: How many pieces are gathered before they are handed on.
    _PIECES = 1 << 14

    def __init__(self, write: Any, encoding: Encoding) -> None:
        self.encoding = encoding
        self._write = write
        order: Literal["<", ">"] = ">" if encoding.big_endian else "<"
        self._order = order
        self._code = "q" if encoding.long_size == 8 else "i"
        self._parts: list[bytes] = []
        self._put = self._parts.append
        self._int = struct.Struct(order + "i").pack
        self._pair = struct.Struct(order + "ii").pack
        self._number = struct.Struct(order + "id").pack
        self._longs: dict[int, struct.Struct] = {}
        self._strings: dict[str, bytes] = {}

    def flush(self) -> None:
        """Hands on what was gathered."""
        self._write(b"".join(self._parts))
        self._parts.clear()

    def int32(self, value: int) -> None:
        self._put(self._int(value))

    def pair(self, first: int, second: int) -> None:
        """Two ints: a type number and an index, or a boolean."""
        self._put(self._pair(first, second))
        if len(self._parts) > self._PIECES:
            self.flush()

    def number(self, value: float) -> None:
        """A tagged number."""
        self._put(self._number(1, value))

    def double(self, value: float) -> None:
        self._put(struct.pack(self._order + "d", value))

    def longs(self, values: tuple[int, ...]) -> None:
        n = len(values)
        layout = self._longs.get(n)
        if layout is None:
            layout = self._longs[n] = struct.Struct(f"{self._order}{n}{self._code}")
        try:
            self._put(layout.pack(*values))
        except struct.error:
            raise T7Error(f"{values} does not fit into longs of {self.encoding.long_size} bytes") from None

    def raw(self, raw: bytes) -> None:
        self._put(raw)

    plain = raw

    def string(self, raw: bytes) -> None:
        """A length and the bytes."""
        self._put(self._int(len(raw)) + raw)

    def text(self, value: str) -> None:
        """A tagged string; short ones are spelled once and remembered."""
        spelled = self._strings.get(value)
        if spelled is None:
            raw = value.encode("latin-1")
            spelled = self._pair(2, len(raw)) + raw
            if len(raw) < 64 and len(self._strings) < 4096:
                self._strings[value] = spelled
        self._put(spelled)

    def array(self, array: np.ndarray) -> None:
        """The items of a one-dimensional array; the count is not written."""
        stored = array.dtype
        if stored == _LONG and self.encoding.long_size == 4:
            stored = np.dtype(np.int32)
            if array.size and not (array.min() >= -(2**31) and array.max() < 2**31):
                raise T7Error("a LongStorage holds values that do not fit into longs of 4 bytes")
        array = np.ascontiguousarray(array, stored.newbyteorder(self._order))
        if array.nbytes < LARGE:
            self._put(array.tobytes())
        else:
            self.flush()
            self._write(array.view(np.uint8).data)
