"""torch.MemoryFile: a file in memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime.arguments import check_string, to_number
from runtime.errors import argument_error
from runtime.registry import register

from .base import File
from .memory_stream import MemoryStream
from .numbers import TYPES

CharStorage = TYPES["Char"]


@register("torch.MemoryFile")
class MemoryFile(File):
    """``MemoryFile(mode="rw")``, or ``MemoryFile(storage, mode="rw")`` on a CharStorage that ends with a zero.

    The storage is the file, not a copy; it grows where needed.
    """

    _seek_error = "unable to seek at position {}"

    def __init__(self, storage: Any = None, mode: str | None = None) -> None:
        if isinstance(storage, CharStorage):
            if not len(storage) or storage.array[-1]:
                raise argument_error(1, "provided CharStorage must be terminated by 0")
        else:
            storage, mode = CharStorage.wrap(np.zeros(1, np.int8)), storage
        mode = "rw" if mode is None else check_string(1, mode)
        if mode not in ("r", "w", "rw"):
            raise argument_error(2, "file mode should be 'r','w' or 'rw'")
        self._begin(MemoryStream(storage), "r" in mode, "w" in mode)

    def storage(self) -> Any:
        """The CharStorage that is the file: its bytes and a zero."""
        stream = self._opened()
        stream.storage.resize(stream.size + 1)
        return stream.storage

    def longSize(self, size: int | None = None) -> File:
        """The width of a long in binary mode: 4 or 8 bytes, 0 for this machine's."""
        self._set_spelling(self._big_endian, int(to_number(size) or 0))
        return self

    def __tostring__(self) -> str:
        return f"torch.MemoryFile [status: {self._status()} -- mode: {self._letters()}]"
