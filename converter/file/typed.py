"""readInt, writeInt and their kin: single numbers and storages of each type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from runtime.arguments import to_number
from runtime.errors import TorchError

from .numbers import KINDS, TYPES, Spelling, lua_value, one, storage_of, text_of, wrong_argument
from .scan import scan, scan_many
from .stream import Stream

#: Numbers that are read at once from a pipe, whose length nobody knows.
_STEP = 1 << 20


class NumberIO:
    """Part of File: numbers as text or binary, one or many at a time."""

    _lua_methods: ClassVar[dict[str, Callable]] = {}
    _binary: bool
    _spaced: bool
    _spelling: Spelling

    if TYPE_CHECKING:

        def _reading(self) -> Stream: ...
        def _writing(self) -> Stream: ...
        def _short_read(self, found: int, count: int) -> None: ...
        def _write(self, write: Any, count: int = 1) -> bool: ...

    def _read(self, kind: str, what: Any) -> Any:
        stream = self._reading()
        if what is None:
            return self._read_one(stream, kind)
        storage = storage_of(kind, what)
        if storage is not None:
            return self._read_array(stream, kind, storage.array)
        count = to_number(what)
        if count is None:
            raise wrong_argument(kind, reading=True)
        if not 0 <= count < 2**63:
            raise TorchError("$ Torch: invalid memory size -- maybe an overflow?")
        return self._read_new(stream, kind, int(count))

    def _read_one(self, stream: Stream, kind: str) -> int | float:
        value: Any = None
        if self._binary:
            layout = self._spelling.structs[kind]
            window, start, end = stream.window(layout.size)
            if end - start >= layout.size:
                value = layout.unpack_from(window, start)[0]
            if value is not None or not stream.stays:
                stream.skip(min(layout.size, end - start))
        elif kind in ("Byte", "Char"):
            array = np.empty(1, TYPES[kind].dtype.numpy)
            return array.item() if self._read_array(stream, kind, array) else 0
        else:
            value = scan(stream, TYPES[kind].dtype.numpy)
            self._skip_newline(stream)
        if value is None:
            self._short_read(0, 1)
            return 0
        return lua_value(kind, value)

    def _read_new(self, stream: Stream, kind: str, count: int) -> Any:
        """A storage of `count` numbers, or as many as there are; no more memory than the file can fill."""
        dtype, left = TYPES[kind].dtype.numpy, stream.left()
        width = self._spelling.stored(kind).itemsize if self._binary else 1
        most = count if left is None else min(count, left // width)
        step = _STEP if left is None else most
        parts, found = [np.empty(0, dtype)], 0
        while found < most:
            part = np.empty(min(step, most - found), dtype)
            got = self._fill(stream, kind, part)
            parts.append(part if got == len(part) else part[:got].copy())
            found += got
            if got < len(part):
                break
        if count and not self._binary:
            self._skip_newline(stream)
        if found < count:
            self._short_read(found, count)
        return TYPES[kind].wrap(parts[1] if len(parts) == 2 else np.concatenate(parts))

    def _read_array(self, stream: Stream, kind: str, array: np.ndarray) -> int:
        found = self._fill(stream, kind, array)
        if len(array) and not self._binary:
            self._skip_newline(stream)
        if found < len(array):
            self._short_read(found, len(array))
        return found

    def _fill(self, stream: Stream, kind: str, array: np.ndarray) -> int:
        """Fills an array from the file; how many items there were."""
        if not len(array):
            return 0
        if not self._binary and array.itemsize > 1:
            return scan_many(stream, array)
        if self._spelling.native(kind):
            return stream.readinto(array.view(np.uint8).data, array.itemsize)
        stored = np.empty(len(array), self._spelling.stored(kind))
        found = stream.readinto(stored.view(np.uint8).data, stored.itemsize)
        array[:found] = stored[:found]
        return found

    def _skip_newline(self, stream: Stream) -> None:
        if self._spaced:
            window, start, end = stream.window(1)
            if start < end and window[start] == 10:
                stream.skip(1)

    def _put(self, kind: str, what: Any) -> int | None:
        """Writes a number (no result) or a storage (the number of items)."""
        stream = self._writing()
        storage = storage_of(kind, what)
        if storage is None:
            value = to_number(what)
            if value is None:
                raise wrong_argument(kind, reading=False)
            data = self._spelling.pack(kind, value) if self._binary else text_of(one(kind, value), self._spaced)
            self._write(lambda: stream.write(data, not self._binary))
            return None
        array = storage.array
        data = self._spelling.bytes_of(kind, array) if self._binary else text_of(array, self._spaced)
        done = self._write(lambda: stream.write(data, not self._binary), len(array))
        return len(array) if done else 0


def _declare(kind: str) -> None:
    def read(self: NumberIO, what: Any = None) -> Any:
        return self._read(kind, what)

    def write(self: NumberIO, what: Any = None) -> int | None:
        return self._put(kind, what)

    def write_for_lua(self: NumberIO, what: Any = None) -> Any:
        done = self._put(kind, what)
        if done is None:
            return
        return (done,)

    for function, name in ((read, f"read{kind}"), (write, f"write{kind}"), (write_for_lua, f"write{kind}")):
        function.__name__, function.__qualname__ = name, f"File.{name}"
    setattr(NumberIO, f"read{kind}", read)
    setattr(NumberIO, f"write{kind}", write)
    NumberIO._lua_methods[f"write{kind}"] = write_for_lua


for _kind in KINDS:
    _declare(_kind)
