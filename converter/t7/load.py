"""Opening .t7 files: which encoding it is, what is mapped, what the file is if it is something else."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable
from dataclasses import dataclass, field
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

    `unknown` counts the objects of each class that was kept as an UnknownObject. `size` is the
    length of the file, `end` the position behind the last object read.
    """

    objects: list[Any]
    encoding: Encoding
    unknown: dict[str, int] = field(default_factory=dict)
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
    mapped: bool = True,
    view: bool = False,
    resolve: Resolve = lookup,
    function_loader: Callable | None = None,
    factory: Callable | None = None,
) -> T7File:
    """Reads the first object of `source` (a path, a binary file object or bytes), or `every` one.

    The encoding is found out where it is not given. Large storages of a file on disk are mapped
    copy-on-write unless `mapped` is false. With `view` all arrays are read-only views. For
    `resolve`, `function_loader` and `factory` see `Reader`. T7Error if it is no such file.
    """
    name = ""
    if isinstance(source, (str, os.PathLike)):
        name = os.fspath(source)
        with open(name, "rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            if mapped and os.name != "nt" and size >= _MAP_FROM:
                data: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
                opened = file
            else:
                data, opened = _read_all(file), None
            return _read(
                name, data, opened, (ascii, long_size, big_endian), every, view, (resolve, function_loader, factory)
            )
    data = source.read() if hasattr(source, "read") else source
    if isinstance(data, str):
        raise TypeError("a .t7 file must be opened in binary mode: open(path, 'rb')")
    choice = (ascii, long_size, big_endian)
    return _read(name, bytes(data), None, choice, every, view, (resolve, function_loader, factory))


def _read_all(file: Any) -> bytes:
    parts = []
    while part := file.read(1 << 30):
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _read(name: str, data: Any, file: Any, choice: tuple, every: bool, view: bool, reader: tuple) -> T7File:
    head = bytes(data[:_HEAD])
    best: T7Error | None = None
    for encoding in candidates(head, *choice):
        source: Any = AsciiSource(data, encoding) if encoding.ascii else BinarySource(data, encoding, file, view)
        try:
            return _objects(source, Reader(source, *reader), every)
        except T7Error as error:
            if best is None or (error.offset or 0) > (best.offset or 0):
                best = error
    known = describe(head, len(data)) if best is None or (best.offset or 0) <= 64 else None
    if known and (best is None or "text" not in known):
        raise T7Error(f"not a .t7 file: it is {known}", 0, file=name) from None
    if best is None:
        found = f"found {head[:8]!r}"
        raise T7Error(f"not a .t7 file: expected a type number (0 to 8), {found}", 0, file=name) from None
    best.file = name
    raise best


def _objects(source: Any, reader: Reader, every: bool) -> T7File:
    objects = [reader.read()]
    while every and not source.at_end():
        objects.append(reader.read())
    return T7File(objects, source.encoding, reader.unknown, source.pos, source.size)
