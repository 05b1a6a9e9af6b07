"""torch.DiskFile: a file on disk."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import Any

from runtime.arguments import check_boolean, check_string, to_number
from runtime.errors import TorchError, argument_error
from runtime.registry import register

from ..t7.load import _MAP_FROM as MAP_FROM
from .base import BIG_ENDIAN_CPU, File
from .stream import RawStream


@register("torch.DiskFile")
class DiskFile(File):
    """``DiskFile(name, mode="r", quiet=False)`` opens a file for ``"r"``, ``"w"`` or ``"rw"``; ascii at first.

    ``"rw"`` starts at the beginning of what is there and creates what is not. TorchError where the
    file cannot be opened; with `quiet` the result is None instead.
    """

    _stream: RawStream | None
    _name = ""

    def __new__(cls, name: str | None = None, mode: str = "r", quiet: bool = False) -> Any:
        name = check_string(1, name)
        readable, writable = cls._modes("r" if mode is None else check_string(2, mode))
        quiet = check_boolean(3, quiet)
        file = object.__new__(cls)
        file._name = name
        try:
            raw = file._raw(system_name(name), readable, writable)
        except OSError:
            if quiet:
                return None
            letters = ("r" if readable else " ") + ("w" if writable else " ")
            raise TorchError(cls._open_error.format(name, letters)) from None
        file._begin(RawStream(raw), readable, writable, quiet)
        return file

    def __init__(self, name: str | None = None, mode: str = "r", quiet: bool = False) -> None:
        """Everything was done in `__new__`, which may give None."""

    _open_error = "cannot open <{}> in mode {}"

    @staticmethod
    def _modes(mode: str) -> tuple[bool, bool]:
        if mode not in ("r", "w", "rw"):
            raise argument_error(2, "file mode should be 'r','w' or 'rw'")
        return "r" in mode, "w" in mode

    def _raw(self, name: Any, readable: bool, writable: bool) -> Any:
        """The unbuffered file; OSError if there is none."""
        if readable and writable:
            try:
                return open(name, "r+b", buffering=0)
            except FileNotFoundError:
                return open(name, "w+b", buffering=0)
        if writable:
            return _overwrite(name)
        return open(name, "rb", buffering=0)

    def _line(self, stream: Any) -> bytes:
        """The next line; as with C's fgets, a zero byte hides the rest of it, and its end."""
        line = b""
        while more := stream.line():
            line = (line + more).split(b"\0", 1)[0]
            if line.endswith(b"\n") or b"\0" not in more:
                break
        return line

    def isLittleEndianCPU(self) -> bool:
        return not BIG_ENDIAN_CPU

    def isBigEndianCPU(self) -> bool:
        return BIG_ENDIAN_CPU

    def nativeEndianEncoding(self) -> File:
        """Binary numbers in this machine's byte order, as they are unless told otherwise."""
        return self._encode(BIG_ENDIAN_CPU)

    def littleEndianEncoding(self) -> File:
        return self._encode(False)

    def bigEndianEncoding(self) -> File:
        return self._encode(True)

    def _encode(self, big_endian: bool) -> File:
        self._opened()
        self._set_spelling(big_endian, self._long_size)
        return self

    def longSize(self, size: int | None = None) -> File:
        """The width of a long in binary mode: 4 or 8 bytes, 0 for this machine's."""
        self._opened()
        self._set_spelling(self._big_endian, int(to_number(size) or 0))
        return self

    def noBuffer(self) -> File:
        """Reads and writes at once, and no more than asked for."""
        stream = self._opened()
        self._write(stream.unbuffered)
        return self

    def __tostring__(self) -> str:
        return f"torch.DiskFile on <{self._name}> [status: {self._status()} -- mode {self._letters()}]"


def system_name(name: str) -> Any:
    """What the system is to be told: a string from Lua holds the bytes themselves, one a character."""
    if name.isascii():
        return name
    try:
        raw = name.encode("latin-1")
        raw.decode("utf-8")
    except UnicodeError:  # a string of Python
        return name
    return raw if os.name != "nt" else raw.decode("utf-8")


def _overwrite(name: Any) -> Any:
    """The emptied file. A large one is replaced by a new one: tensors loaded from it may still be views of it."""
    mode = None
    with contextlib.suppress(OSError):  # not there, or not ours to replace: then in place
        status = os.lstat(name)
        ours = os.name != "nt" and status.st_uid == os.getuid() and status.st_nlink == 1
        if ours and stat.S_ISREG(status.st_mode) and status.st_size >= MAP_FROM:
            os.unlink(name)
            mode = stat.S_IMODE(status.st_mode)
    file = open(name, "wb", buffering=0)  # noqa: SIM115
    if mode is not None:
        os.chmod(name, mode)
    return file
