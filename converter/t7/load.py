"""Opening .t7 files: which encoding it is, what is mapped, what the file is if it is something else."""

from __future__ import annotations

import contextlib
import mmap
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .ascii import AsciiSource
from .binary import BinarySource
from .classes import Resolve, lookup
from .encoding import Encoding, candidates
from .errors import T7Error
from .reader import Reader
from .sniff import describe

#: Files from this size on are mapped (where the system lets a mapped file be replaced).
_MAP_FROM = 4 << 20
_HEAD = 4096


@dataclass
class T7File:
    """The contents of a file: its objects, how it spells them, and what has no class here.

    `unknown` counts the objects of each class that was kept as an UnknownObject; `separate` says
    that each object has indices of its own. `size` is the length of the file, `end` the position
    behind the last object read.
    """

    objects: list[Any]
    encoding: Encoding
    unknown: dict[str, int] = field(default_factory=dict)
    separate: bool = False
    end: int = 0
    size: int = 0

    @property
    def object(self) -> Any:
        """The first (mostly the only) object."""
        return self.objects[0]


def read(
    source: Any,
    *,
    ascii: bool | None = None,
    long_size: int | None = None,
    big_endian: bool | None = None,
    every: bool = False,
    separate: bool | None = None,
    mapped: bool = True,
    view: bool = False,
    resolve: Resolve = lookup,
    function_loader: Callable | None = None,
    factory: Callable | None = None,
) -> T7File:
    """Reads the first object of `source` (a path, a binary file object or bytes), or `every` one.

    The encoding is found out where it is not given; so is, for `every`, whether the objects have
    `separate` indices (several files written after each other) or share them. Large storages of a
    file on disk are mapped copy-on-write where they are aligned, unless `mapped` is false. With
    `view` all arrays are read-only views. For `resolve`, `function_loader` and `factory` see
    `Reader`. T7Error if it is no such file.
    """
    choice = (ascii, long_size, big_endian)
    options = (every, separate, view, resolve, function_loader, factory)
    if isinstance(source, (str, os.PathLike)):
        return _read_path(os.fspath(source), mapped and os.name != "nt", choice, options)
    data = source.read() if hasattr(source, "read") else source
    if isinstance(data, str):
        raise TypeError("a .t7 file must be opened in binary mode: open(path, 'rb')")
    return _read("", bytes(data), {}, choice, options)


def _read_path(name: str, share: bool, choice: tuple, options: tuple) -> T7File:
    """Reads a file on disk; `share`: arrays may stay views of the mapped file."""
    with open(name, "rb", buffering=0) as file:
        if os.fstat(file.fileno()).st_size < _MAP_FROM:
            return _read(name, _read_all(file), {}, choice, options)
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        try:
            return _read(name, data, {"file": file, "share": share}, choice, options)
        finally:
            if not share and not options[2]:
                with contextlib.suppress(BufferError):  # an error's traceback may still look at it
                    data.close()


def _read_all(file: Any) -> bytes:
    parts = []
    while part := file.read(1 << 30):
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _read(name: str, data: Any, origin: dict, choice: tuple, options: tuple) -> T7File:
    every, separate, view, *hooks = options
    head = bytes(data[:_HEAD])
    best: T7Error | None = None
    if len(data) < 64 or head.strip(b"\0"):
        for encoding in candidates(head, *choice):
            for apart in _ways(every, separate):
                source = _source(data, encoding, origin, view)
                try:
                    return _objects(partial(Reader, source, *hooks), every, apart)
                except T7Error as error:
                    if best is None or (error.offset or 0) > (best.offset or 0):
                        best = error
    final = best if best is not None and (best.offset or 0) > 64 else _foreign(head, len(data), best)
    final.file = name
    raise final


def _source(data: Any, encoding: Encoding, origin: dict, view: bool) -> Any:
    return AsciiSource(data, encoding) if encoding.ascii else BinarySource(data, encoding, view=view, **origin)


def _ways(every: bool, separate: bool | None) -> tuple[bool, ...]:
    """Whether to read with object indices that start anew at each object; what to try in turn."""
    if separate is not None:
        return (separate,)
    return (False, True) if every else (False,)


def _foreign(head: bytes, size: int, error: T7Error | None) -> T7Error:
    """The error for a file that fails at its very start: says what it seems to be."""
    known = describe(head, size)
    if error is not None and (known is None or "text" in known):
        return error
    if known is not None:
        return T7Error(f"not a .t7 file: it is {known}", 0)
    return T7Error(f"not a .t7 file: expected a type number (0 to 8), found the bytes {head[:8]!r}", 0)


def _objects(new_reader: Callable[[], Reader], every: bool, apart: bool) -> T7File:
    reader = new_reader()
    source, unknown = reader.source, reader.unknown
    objects = [reader.read()]
    while every and not source.at_end():
        if apart:
            reader = new_reader()
            reader.unknown = unknown
        objects.append(reader.read())
    return T7File(objects, source.encoding, unknown, apart and len(objects) > 1, source.pos, source.size)
