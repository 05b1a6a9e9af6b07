"""Torch7's .t7 files: load, save, inspect and export them, without Lua.

model = converter.load("model.t7")
converter.save(model, "copy.t7")
file = converter.read("model.t7")      # objects, encoding, classes without a runtime class
converter.save(file.object, "same.t7", encoding=file.encoding)
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from typing import Any

from runtime import files

from . import file
from .paths import PathError, find
from .t7 import Encoding, Reader, Stored, T7Error, T7File, Writer, read, write

__all__ = [
    "Encoding",
    "PathError",
    "Reader",
    "Stored",
    "T7Error",
    "T7File",
    "Writer",
    "dumps",
    "file",
    "find",
    "load",
    "load_all",
    "loads",
    "read",
    "save",
    "save_all",
    "write",
]


def load(source: Any, *, path: str | None = None, **options: Any) -> Any:
    """The first object of a .t7 file: a path, a binary file object, or bytes.

    `path` picks a part of it (``"protos.rnn"``). `ascii`, `long_size` and `big_endian` overrule what
    is found out by itself; further options are those of `converter.read`. T7Error for what cannot
    be read, with the position and what was expected there.
    """
    return find(read(source, **options).object, path)


def load_all(source: Any, **options: Any) -> list[Any]:
    """All objects of a .t7 file that holds several, in order; references among them are kept."""
    return read(source, every=True, **options).objects


def loads(data: bytes, **options: Any) -> Any:
    """The object that `data`, the contents of a .t7 file, spells (torch.deserialize)."""
    return load(bytes(data), **options)


def save(
    obj: Any,
    path: str | os.PathLike | Any,
    *,
    ascii: bool = False,
    encoding: Encoding | None = None,
    referenced: bool = True,
    **options: Any,
) -> None:
    """Writes one object to a .t7 file (a path or a binary file object), as torch.save does.

    A file at `path` is replaced only once the new one is complete. `encoding` (as `read` reports
    it) overrules `ascii`. With `referenced` false, objects that occur twice are written twice.
    T7Error, with the place inside the object, for what .t7 files cannot hold.
    """
    write([obj], path, ascii=ascii, encoding=encoding, referenced=referenced, **options)


def save_all(objects: Iterable[Any], path: str | os.PathLike | Any, **options: Any) -> None:
    """Writes several objects one after the other into one file; options as for `save`."""
    write(objects, path, **options)


def dumps(obj: Any, *, ascii: bool = False, **options: Any) -> bytes:
    """The contents of a .t7 file of `obj`, as bytes (torch.serialize)."""
    buffer = io.BytesIO()
    write([obj], buffer, ascii=ascii, **options)
    return buffer.getvalue()


files.provide(load, save)
