"""A cursor over a CharStorage that a script may hold and change as well."""

from __future__ import annotations

from typing import Any, BinaryIO

from runtime.storage import Storage

from .stream import Stream


class MemoryStream(Stream):
    """The bytes of `storage`, which ends with a zero that is not part of the file; it grows as the file does."""

    stays = True

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self._size = len(storage) - 1
        self._pos = 0
        self._viewed: Any = None
        self._view = memoryview(b"")

    @property
    def size(self) -> int:
        """The number of bytes in the file; no more than there are, should a script shrink the storage."""
        return min(self._size, len(self.storage.array))

    def _bytes(self) -> memoryview:
        array = self.storage.array
        if array is not self._viewed:
            self._viewed = array
            self._view = memoryview(array).cast("B") if len(array) else memoryview(b"")
        return self._view

    def window(self, n: int) -> tuple[Any, int, int]:
        end = self.size
        return self._bytes(), min(self._pos, end), end

    def skip(self, n: int) -> None:
        self._pos += n

    def readinto(self, view: memoryview, width: int) -> int:
        buffer, start, end = self.window(0)
        count = min(len(view), end - start) // width
        view[: count * width] = buffer[start : start + count * width]
        self._pos = start + count * width
        return count

    def rest(self) -> bytes:
        buffer, start, end = self.window(0)
        self._pos = end
        return bytes(buffer[start:end])

    def line(self) -> bytes:
        buffer, start, end = self.window(0)
        step = 1024
        for first in range(start, end, step):
            found = bytes(buffer[first : min(first + step, end)]).find(b"\n")
            if found >= 0:
                self._pos = first + found + 1
                return bytes(buffer[start : self._pos])
        return self.rest()

    def write(self, data: Any, text: bool = False) -> None:
        """Writes bytes; text ends with a zero, as sprintf leaves it, which the next write replaces."""
        position, n = self._pos, len(data)
        self._grow(position + n)
        buffer = self._bytes()
        buffer[position : position + n] = data
        self._pos = position + n
        if self._pos > self._size:
            self._size = self._pos
            text = True
        if text and n:
            buffer[self._pos] = 0

    def _grow(self, size: int) -> None:
        """Makes room for `size` bytes and the zero, by Torch's rule."""
        here = len(self.storage.array)
        if size < here:
            return
        missing = size - here + 1
        self.storage.resize(here + (here // 2 if here // 2 > missing else missing))

    def left(self) -> int | None:
        return max(0, self.size - self._pos)

    def tell(self) -> int:
        return self._pos

    def seek(self, position: int) -> None:
        if position > self.size:
            raise OSError(f"{position} is beyond the end")
        self._pos = position

    def seek_end(self) -> None:
        self._pos = self.size

    def close(self) -> None:
        self._viewed, self._view = None, memoryview(b"")

    def image(self) -> tuple[Any, BinaryIO | None]:
        return self._bytes()[: self.size], None
