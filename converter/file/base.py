"""torch.File: what all files share, from single numbers to whole objects."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from runtime.arguments import check_integer, check_string, wrong_type
from runtime.errors import TorchError, argument_error
from runtime.registry import register

from .numbers import spelling
from .objects import ObjectIO
from .stream import Stream
from .typed import NumberIO

BIG_ENDIAN_CPU = sys.byteorder == "big"


@register("torch.File")
class File(NumberIO):
    """Torch's abstract file: read and write numbers, strings and objects, as text or binary.

    ``readInt()`` gives a number, ``readInt(n)`` a new IntStorage, ``readInt(storage)`` fills one and
    gives the count; ``writeInt`` takes a number or a storage (Byte, Char, Short, Int, Long, Float and
    Double alike). Methods without a result return the file. Positions count from 1. A failing read or
    write raises TorchError; of a `quiet` file it sets a flag, see `hasError`.
    """

    _typename: ClassVar[str]
    _stream: Stream | None = None

    def __init__(self) -> None:
        raise TorchError("torch.File is abstract: use torch.DiskFile, torch.MemoryFile or torch.PipeFile")

    def _begin(self, stream: Stream, readable: bool, writable: bool, quiet: bool = False) -> None:
        self._stream = stream
        self._can_read, self._can_write = readable, writable
        self._silent, self._binary, self._spaced, self._failed = bool(quiet), False, True, False
        self._set_spelling(BIG_ENDIAN_CPU, 0)
        self._objects = ObjectIO()

    def _set_spelling(self, big_endian: bool, long_size: float) -> None:
        if long_size not in (0, 4, 8):
            raise argument_error(1, "Invalid long size specified")
        self._big_endian, self._long_size = big_endian, int(long_size)
        self._spelling = spelling(big_endian, int(long_size))

    # State

    def isOpened(self) -> bool:
        return self._stream is not None

    def isQuiet(self) -> bool:
        return self._silent

    def isReadable(self) -> bool:
        return self._can_read

    def isWritable(self) -> bool:
        return self._can_write

    def isBinary(self) -> bool:
        return self._binary

    def isAutoSpacing(self) -> bool:
        return self._spaced

    def isReferenced(self) -> bool:
        return self._objects.referenced

    def hasError(self) -> bool:
        return self._failed

    def clearError(self) -> File:
        self._failed = False
        return self

    def binary(self) -> File:
        self._binary = True
        return self

    def ascii(self) -> File:
        self._binary = False
        return self

    def autoSpacing(self) -> File:
        """In ascii mode a space goes between the numbers of a storage, a newline behind each write."""
        self._spaced = True
        return self

    def noAutoSpacing(self) -> File:
        self._spaced = False
        return self

    def quiet(self) -> File:
        self._silent = True
        return self

    def pedantic(self) -> File:
        self._silent = False
        return self

    def referenced(self, flag: bool | None = None) -> File:
        """Whether objects that occur again are kept and written as references (they are, unless told)."""
        self._objects.referenced = bool(flag)
        return self

    # Place

    def position(self) -> int:
        """The position in bytes, counting from 1."""
        try:
            return self._opened().tell() + 1
        except OSError:
            self._complain("unable to obtain disk file offset (maybe a long overflow occurred)", flag=False)
            return 1

    def seek(self, position: int | None = None) -> File:
        place = check_integer(2, position)
        if not 1 <= place < 2**63:
            raise argument_error(2, "position has to be greater than 0!")
        self._move(lambda stream: stream.seek(place - 1), self._seek_error.format(place - 1))
        return self

    def seekEnd(self) -> File:
        self._move(lambda stream: stream.seek_end(), "unable to seek at end of file")
        return self

    _seek_error = "unable to seek to position {}"

    def _move(self, move: Any, text: str) -> None:
        stream = self._opened()
        try:
            move(stream)
        except (OSError, OverflowError):
            self._complain(text)

    def synchronize(self) -> File:
        """Hands what was written to the system."""
        stream = self._opened()
        self._write(stream.flush)
        return self

    def close(self) -> File:
        stream = self._opened()
        self._stream = None
        self._objects = ObjectIO(self._objects.referenced)
        self._write(stream.close)
        return self

    # Strings, booleans, objects

    def readString(self, format: str | None = None) -> str:
        """The next line without its end (``"*l"``) or all that is left (``"*a"``)."""
        format = check_string(2, format)
        stream = self._reading()
        if format[:2] not in ("*l", "*a"):
            raise argument_error(2, "format must be '*a' or '*l'")
        text = self._line(stream) if format[1] == "l" else stream.rest()
        if not text:
            self._short_read(0, 1)
        elif format[1] == "l" and text.endswith(b"\n"):
            text = text[:-1]
        return text.decode("latin-1")

    def _line(self, stream: Stream) -> bytes:
        return stream.line()

    def writeString(self, text: str | None = None) -> int:
        """Writes the characters, nothing else; how many there were."""
        if not isinstance(text, str):
            raise wrong_type(2, "string", text)
        stream = self._writing()
        raw = text.encode("latin-1")
        return len(raw) if self._write(lambda: stream.write(raw), len(raw)) else 0

    def readBool(self) -> bool:
        return self._read("Int", None) == 1

    def writeBool(self, value: Any = None) -> None:
        self._put("Int", 0 if value is None or value is False else 1)

    def readObject(self) -> Any:
        """The next object; T7Error for what is none. Objects read twice from one file are one object."""
        return self._objects.read(self, self._reading())

    def _read_for_lua(self) -> Any:
        """The next object, with functions that Lua can call."""
        return self._objects.read(self, self._reading(), for_lua=True)

    _lua_methods: ClassVar = {"readObject": _read_for_lua}

    def writeObject(self, value: Any = None, name: str | None = None, hook: Any = None) -> None:
        """Writes any object; ``hook(object)``, if given, tells what to write in its place."""
        self._objects.write(self, self._writing(), value, name, hook)

    # Texts

    def __tostring__(self) -> str:
        return self._typename

    def __repr__(self) -> str:
        return self.__tostring__()

    def _status(self) -> str:
        return "closed" if self._stream is None else "open"

    def _letters(self) -> str:
        return ("r" if self._can_read else " ") + ("w" if self._can_write else " ")

    # Errors

    def _opened(self) -> Stream:
        if self._stream is None:
            raise argument_error(1, "attempt to use a closed file")
        return self._stream

    def _reading(self) -> Stream:
        stream = self._opened()
        if not self._can_read:
            raise argument_error(1, "attempt to read in a write-only file")
        return stream

    def _writing(self) -> Stream:
        stream = self._opened()
        if not self._can_write:
            raise argument_error(1, "attempt to write in a read-only file")
        return stream

    def _complain(self, text: str, flag: bool = True) -> None:
        """Raises an error; of a quiet file it only sets the flag."""
        self._failed = self._failed or flag
        if not self._silent:
            raise TorchError(text)

    def _short_read(self, found: int, count: int) -> None:
        self._complain(f"read error: read {found} blocks instead of {count}")

    def _write(self, write: Any, count: int = 1) -> bool:
        """Does something that may fail as writes do (the disk is full, the pipe's reader went away)."""
        try:
            write()
            return True
        except OSError as error:
            self._complain(f"write error: wrote 0 blocks instead of {count} ({error.strerror or error})")
            return False
