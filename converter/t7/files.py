"""What a class with Torch's own ``read(self, file, version)`` or ``write(self, file)`` is handed as file.

The methods are torch.File's; they work inside the walk that is under way and share its objects.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime.errors import TorchError
from runtime.storage import Storage, storage_type

from .numbers import lua_number

_TYPES = ("Byte", "Char", "Short", "Int", "Long", "Float", "Double")


class ReadingFile:
    """torch.File's reading methods: ``readObject()``, ``readInt()``, ``readInt(n)`` (a storage), ..."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._source = reader.source

    def isBinary(self) -> bool:
        return not self._source.encoding.ascii

    def position(self) -> int:
        """The position in bytes, counting from 1 as Torch does."""
        return self._source.pos + 1

    def readObject(self) -> Any:
        return self._reader.read()

    def readBool(self) -> bool:
        return self._source.int32() == 1

    def readString(self, format: str) -> str:
        """The next line (``"*l"``) or all that is left (``"*a"``)."""
        if format[:2] not in ("*l", "*a"):
            raise TorchError("format must be '*a' or '*l'")
        return self._source.text(format[:2] == "*l").decode("latin-1")

    def _read(self, name: str, count: Any) -> Any:
        cls = storage_type(f"torch.{name}Storage")
        if isinstance(count, Storage):
            count.array[...] = self._source.array(cls.dtype.numpy, len(count))
            return len(count)
        array = self._source.array(cls.dtype.numpy, 1 if count is None else int(count))
        return lua_number(float(array[0])) if count is None else cls.wrap(array)


class WritingFile:
    """torch.File's writing methods: ``writeObject(x)``, ``writeInt(3)``, ``writeInt(storage)``, ..."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._sink = writer.sink

    def isBinary(self) -> bool:
        return not self._sink.encoding.ascii

    def isReferenced(self) -> bool:
        return self._writer.referenced

    def writeObject(self, value: Any, *_: Any) -> None:
        self._writer.write(value)

    def writeBool(self, value: bool) -> None:
        self._sink.int32(1 if value else 0)

    def writeString(self, value: str) -> int:
        """The characters alone, without their number."""
        self._sink.plain(value.encode("latin-1"))
        return len(value)

    def _write(self, name: str, value: Any) -> int:
        dtype = storage_type(f"torch.{name}Storage").dtype.numpy
        array = value.numpy() if isinstance(value, Storage) else np.array([value]).astype(dtype)
        if array.dtype != dtype:
            raise TorchError(f"number, or {name}Storage expected")
        self._sink.array(array)
        return len(array)


def _declare(name: str) -> None:
    def read(self: ReadingFile, count: Any = None) -> Any:
        return self._read(name, count)

    def write(self: WritingFile, value: Any) -> int:
        return self._write(name, value)

    read.__name__, write.__name__ = f"read{name}", f"write{name}"
    setattr(ReadingFile, f"read{name}", read)
    setattr(WritingFile, f"write{name}", write)


for _name in _TYPES:
    _declare(_name)
