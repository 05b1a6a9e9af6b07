"""The ascii spelling of .t7 values: numbers as text, strings and byte arrays as they are.

Every value, or row of values, ends with a newline; one with no items is not there at all.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from .encoding import ASCII, Encoding
from .errors import T7Error
from .numbers import lua_number

_INTEGER = re.compile(rb"\s*([+-]?[0-9]{1,20})(?![0-9.])(?:\r?\n)?")
_WORD = re.compile(rb"\s*(\S{1,512})(?:\r?\n)?")
_NEWLINE = re.compile(rb"\r?\n")
_SPACE = re.compile(rb"\s")
#: Text is turned into numbers in pieces of this many bytes, so that memory stays bounded.
_PIECE = 1 << 20
#: What C libraries other than glibc print.
_ODD_FLOATS = {b"-nan(ind)": -math.nan, b"1.#qnan": math.nan, b"-1.#ind": -math.nan, b"1.#inf": math.inf,
               b"-1.#inf": -math.inf, b"nan(ind)": math.nan, b"1.#snan": math.nan}  # fmt: skip


def _float(word: bytes) -> float:
    odd = _ODD_FLOATS.get(word.lower())
    return float(word) if odd is None else odd


class AsciiSource:
    """Reads values one after the other from `data`, bytes of text."""

    #: What a key and a value of a table take at least.
    pair_bytes = 6
    #: What an int takes at least.
    int_bytes = 2

    def __init__(self, data: Any, encoding: Encoding = ASCII) -> None:
        self.encoding = encoding
        self.pos = 0
        self.size = len(data)
        self._data = data
        self._names: dict[bytes, str] = {}

    def _match(self, pattern: re.Pattern[bytes], what: str) -> bytes:
        found = pattern.match(self._data, self.pos)
        if found is None:
            raise self._unexpected(what)
        if found.end(1) == self.size:
            raise self.ended(f"a newline after {what}")
        self.pos = found.end()
        return found.group(1)

    def _unexpected(self, what: str) -> T7Error:
        if not self._data[self.pos : self.pos + 64].strip():
            return self.ended(what)
        return T7Error(f"expected {what}, found {bytes(self._data[self.pos : self.pos + 16])!r}", self.pos)

    def ended(self, what: str) -> T7Error:
        """The error of a file that is over where `what` should be."""
        return T7Error(f"expected {what}, but the file ends at byte {self.size}: is it cut short?", self.pos)

    def _integer(self, what: str, bits: int) -> int:
        start = self.pos
        value = int(self._match(_INTEGER, what))
        if not -(1 << bits - 1) <= value < 1 << bits - 1:
            raise T7Error(f"expected {what}, found {value}", start)
        return value

    def at_end(self) -> bool:
        return not self._data[self.pos : self.pos + 64].strip() and not self._data[self.pos :].strip()

    def int32(self) -> int:
        return self._integer("an int", 32)

    def long(self) -> int:
        return self._integer("a long", 64)

    def longs(self, n: int) -> tuple[int, ...]:
        return tuple([self._integer("a long", 64) for _ in range(n)])

    def number(self) -> int | float:
        start = self.pos
        word = self._match(_WORD, "a number")
        try:
            return lua_number(_float(word))
        except ValueError:
            raise T7Error(f"expected a number, found {word[:32]!r}", start) from None

    def _end_line(self) -> None:
        newline = _NEWLINE.match(self._data, self.pos)
        if newline:
            self.pos = newline.end()

    def raw(self, n: int) -> bytes:
        """The next n bytes as they are."""
        pos = self.pos
        if n < 0 or n > self.size - pos:
            raise T7Error(f"expected {n} bytes of text, but only {self.size - pos} are left", pos)
        self.pos = pos + n
        if n:
            self._end_line()
        return self._data[pos : pos + n]

    def text(self, line: bool) -> bytes:
        """The rest of the line, without its end, or of the file."""
        pos, end = self.pos, self._data.find(b"\n", self.pos) if line else -1
        self.pos = self.size if end < 0 else end + 1
        return self._data[pos : self.size if end < 0 else end]

    def string(self) -> str:
        return self.raw(self.int32()).decode("latin-1")

    def name(self) -> str:
        """A string that is likely to come again: equal ones are one object."""
        raw = self.raw(self.int32())
        found = self._names.get(raw)
        if found is None:
            found = self._names[raw] = raw.decode("latin-1")
        return found

    def array(self, dtype: np.dtype, n: int) -> np.ndarray:
        """A one-dimensional array of n items; items of one byte are raw, others are text."""
        if dtype.itemsize == 1:
            return np.frombuffer(self.raw(n), dtype).copy()
        if n < 0 or 2 * n - 1 > self.size - self.pos:
            raise T7Error(f"expected {n} numbers, but only {self.size - self.pos} bytes are left", self.pos)
        array = np.empty(n, dtype)
        filled = 0
        while filled < n:
            words = self._words(n - filled)
            with np.errstate(over="ignore"):  # a double beyond a float's range is inf, as in C
                array[filled : filled + len(words)] = self._numbers(words, dtype)
            filled += len(words)
        if n:
            if self.pos == self.size:
                raise self.ended(f"a newline after {n} numbers")
            self._end_line()
        return array

    def _words(self, limit: int) -> list[bytes]:
        """Up to `limit` of the next words; the position moves behind the last one."""
        first = _WORD.match(self._data, self.pos)
        if first is None:
            raise self._unexpected(f"{limit} more numbers")
        start, length = first.start(1), min(_PIECE, 32 * limit)
        end = self._data.find(b"\n", start, start + length)
        if end < 0:
            space = _SPACE.search(self._data, min(start + length, self.size))
            end = space.start() if space else self.size
        words = self._data[start:end].split()
        if len(words) > limit:
            words = words[:limit]
            for _ in range(limit):
                end = _WORD.match(self._data, self.pos).end(1)  # type: ignore[union-attr]
                self.pos = end
        self.pos = end
        return words

    def _numbers(self, words: list[bytes], dtype: np.dtype) -> Any:
        try:
            if dtype.kind == "i":
                values = np.array(list(map(int, words)), np.int64)
                limits = np.iinfo(dtype)
                if values.min() < limits.min or values.max() > limits.max:
                    raise ValueError
                return values
            try:
                return np.array(words, np.float64)
            except ValueError:
                return np.array([_float(word) for word in words])
        except (ValueError, OverflowError):
            raise T7Error(f"expected numbers of type {dtype}, found {words[0][:24]!r} ...", self.pos) from None


class AsciiSink:
    """Writes values one after the other to `write`, a function that takes bytes."""

    _CHUNK = 1 << 20

    def __init__(self, write: Any, encoding: Encoding = ASCII) -> None:
        self.encoding = encoding
        self._write = write
        self._parts: list[bytes] = []
        self._gathered = 0

    def _put(self, raw: bytes) -> None:
        self._parts.append(raw)
        self._gathered += len(raw)
        if self._gathered >= self._CHUNK:
            self.flush()

    def flush(self) -> None:
        """Hands on what was gathered."""
        self._write(b"".join(self._parts))
        self._parts.clear()
        self._gathered = 0

    def int32(self, value: int) -> None:
        self._put(b"%d\n" % value)

    def pair(self, first: int, second: int) -> None:
        """Two ints: a type number and an index, or a boolean."""
        self._put(b"%d\n%d\n" % (first, second))

    def number(self, value: float) -> None:
        """A tagged number."""
        self._put(b"1\n")
        self.double(value)

    def double(self, value: float) -> None:
        self._put(b"%s\n" % _spell([value], b"%.17g"))

    def longs(self, values: tuple[int, ...]) -> None:
        if values:
            self._put(b" ".join([b"%d"] * len(values)) % tuple(values) + b"\n")

    def plain(self, raw: bytes) -> None:
        """Bytes without the newline that separates values."""
        self._put(raw)

    def raw(self, raw: bytes) -> None:
        if raw:
            self._put(raw + b"\n")

    def string(self, raw: bytes) -> None:
        """A length and the bytes."""
        self.int32(len(raw))
        self.raw(raw)

    def text(self, value: str) -> None:
        """A tagged string."""
        raw = value.encode("latin-1")
        self._put(b"2\n%d\n" % len(raw))
        self.raw(raw)

    def array(self, array: np.ndarray) -> None:
        """The items of a one-dimensional array; the count is not written."""
        if array.dtype.itemsize == 1:
            self.raw(array.tobytes())
            return
        spec = b"%d" if array.dtype.kind in "iu" else b"%.17g" if array.dtype.itemsize == 8 else b"%.9g"
        step = _PIECE // 16
        for start in range(0, len(array), step):
            self._put(_spell(array[start : start + step].tolist(), spec))
            self._put(b" " if start + step < len(array) else b"\n")


def _spell(values: list, spec: bytes) -> bytes:
    """The values as C's printf spells them: unlike Python it shows the sign of a NaN."""
    text = b" ".join([spec] * len(values)) % tuple(values)
    if b"nan" not in text:
        return text
    negative = [v != v and math.copysign(1.0, v) < 0 for v in values]
    return b" ".join([b"-nan" if minus else spec % v for v, minus in zip(values, negative)])
