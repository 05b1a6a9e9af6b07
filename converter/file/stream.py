"""Cursors over bytes: what torch.File's classes read and write through."""

from __future__ import annotations

import contextlib
import mmap
import os
import stat
import weakref
from typing import Any, BinaryIO

_CHUNK = 8192


class Stream:
    """A cursor over bytes, with the look-ahead that reading text needs. Failing writes raise OSError."""

    #: Whether a read that fails leaves the cursor where it was.
    stays = False

    def window(self, n: int) -> tuple[Any, int, int]:
        """A buffer and the part of it that comes next: `n` bytes or more, fewer only at the end."""
        raise NotImplementedError

    def skip(self, n: int) -> None:
        """Moves over n bytes of the window."""
        raise NotImplementedError

    def readinto(self, view: memoryview, width: int) -> int:
        """Fills `view` with items of `width` bytes; the number of whole items that were there."""
        raise NotImplementedError

    def rest(self) -> bytes:
        """All that is left."""
        raise NotImplementedError

    def line(self) -> bytes:
        """The next line with its end, if it has one; empty at the end."""
        raise NotImplementedError

    def write(self, data: Any, text: bool = False) -> None:
        raise NotImplementedError

    def left(self) -> int | None:
        """The number of bytes up to the end, None where nobody knows."""
        raise NotImplementedError

    def tell(self) -> int:
        raise NotImplementedError

    def seek(self, position: int) -> None:
        raise NotImplementedError

    def seek_end(self) -> None:
        raise NotImplementedError

    def flush(self) -> None:
        """Hands on what was written."""

    def close(self) -> None:
        raise NotImplementedError

    def image(self) -> tuple[Any, BinaryIO | None]:
        """Everything as one buffer, and the unbuffered file that it maps, if it does."""
        raise NotImplementedError

    def index(self) -> int:
        """Where in the image the cursor is."""
        return self.tell()

    def settle(self, index: int) -> None:
        """Moves the cursor to a place in the image."""
        self.seek(index)


class RawStream(Stream):
    """A stream over an unbuffered file or pipe."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._chunk = _CHUNK
        self._window, self._pos = b"", 0
        self._at = 0  # position of the raw file, which is behind the window
        self._parts: list[bytes] = []
        self._pending = 0
        self._map: Any = None
        # Not __del__: in a cycle of garbage the raw file may be closed first.
        self._finish = weakref.finalize(self, _finish, raw, self._parts)

    def window(self, n: int) -> tuple[Any, int, int]:
        if self._pending:
            self.flush()
        while len(self._window) - self._pos < n:
            more = self._raw.read(max(self._chunk, n - len(self._window) + self._pos))
            if not more:
                break
            self._window, self._pos = self._window[self._pos :] + more, 0
            self._at += len(more)
        return self._window, self._pos, len(self._window)

    def skip(self, n: int) -> None:
        self._pos += n

    def readinto(self, view: memoryview, width: int) -> int:
        size = len(view)
        window, start, end = self.window(min(size, self._chunk))
        have = min(size, end - start)
        view[:have] = window[start : start + have]
        self._pos += have
        while have < size:
            count = self._raw.readinto(view[have:])
            if not count:
                break
            have += count
            self._at += count
        return have // width

    def rest(self) -> bytes:
        self.window(1)
        parts = [self._window[self._pos :]]
        self._forget()
        while more := self._raw.read(1 << 20):
            parts.append(more)
            self._at += len(more)
        return b"".join(parts)

    def line(self) -> bytes:
        wanted = 1
        while True:
            window, start, end = self.window(wanted)
            found = window.find(b"\n", start)
            if found >= 0 or end - start < wanted:
                stop = end if found < 0 else found + 1
                self._pos = stop
                return window[start:stop]
            wanted = max(2 * (end - start), end - start + 1)

    def write(self, data: Any, text: bool = False) -> None:
        if self._pos < len(self._window):
            self.seek(self.tell())
        self._forget()
        if len(data) < self._chunk:
            self._parts.append(bytes(data))
            self._pending += len(data)
            if self._pending >= self._chunk:
                self.flush()
        else:
            self.flush()
            _write_all(self._raw, data)
            self._at += len(data)

    def flush(self) -> None:
        if self._pending:
            data = b"".join(self._parts)
            self._parts.clear()  # what cannot be written is not tried again
            self._pending = 0
            _write_all(self._raw, data)
            self._at += len(data)

    def unbuffered(self) -> None:
        """Reads and writes no more than asked for from now on."""
        self.flush()
        if self._pos < len(self._window):
            self.seek(self.tell())
        self._chunk = 1

    def tell(self) -> int:
        """The position; OSError on a pipe."""
        if not self._raw.seekable():
            raise OSError("a pipe has no position")
        return self._at + self._pending - len(self._window) + self._pos

    def seek(self, position: int) -> None:
        self.flush()
        self._at = self._raw.seek(position)
        self._forget()

    def seek_end(self) -> None:
        self.flush()
        self._at = self._raw.seek(0, os.SEEK_END)
        self._forget()

    def _file_size(self) -> int | None:
        """The size of a file on disk; None for pipes, devices and what says it is empty."""
        status = os.fstat(self._raw.fileno())
        return status.st_size or None if stat.S_ISREG(status.st_mode) else None

    def left(self) -> int | None:
        self.flush()
        size = self._file_size()
        return None if size is None else max(0, size - self.tell())

    def _forget(self) -> None:
        self._window, self._pos = b"", 0

    def image(self) -> tuple[Any, BinaryIO | None]:
        """The mapped file; of what cannot be mapped, all that is left, read into memory."""
        self.flush()
        size = self._file_size()
        if size is None:
            self._unmap()
            self._window, self._pos = self.rest(), 0
            return self._window, None
        if self._map is None or len(self._map) != size:
            self._unmap()
            self._map = mmap.mmap(self._raw.fileno(), 0, access=mmap.ACCESS_READ)
        return self._map, self._raw

    def _unmap(self) -> None:
        if self._map is not None:
            with contextlib.suppress(BufferError):  # an error's traceback may still look at it
                self._map.close()
            self._map = None

    def index(self) -> int:
        return self._pos if self._map is None else self.tell()

    def settle(self, index: int) -> None:
        if self._map is None:
            self._pos = index
        else:
            self.seek(index)

    def close(self) -> None:
        try:
            self.flush()
        finally:
            self._unmap()
            self._finish.detach()
            self._raw.close()


def _finish(raw: Any, parts: list[bytes]) -> None:
    """Writes and closes what nobody closed, as C does when a program ends."""
    with contextlib.suppress(OSError, ValueError):
        _write_all(raw, b"".join(parts))
    raw.close()


def _write_all(raw: Any, data: Any) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[raw.write(rest) :]
