"""Saving .t7 files: written beside the target and moved into place once complete."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .ascii import AsciiSink
from .binary import BinarySink
from .encoding import ASCII, Encoding
from .errors import T7Error
from .writer import Writer


def write(
    objects: Iterable[Any],
    target: Any,
    *,
    ascii: bool = False,
    encoding: Encoding | None = None,
    referenced: bool = True,
    separate: bool = False,
    function_dumper: Callable[[Any], Any] | None = None,
    unwritable: Callable[[str, Any, Any], None] | None = None,
) -> None:
    """Writes objects one after the other to `target`, a path or a binary file object.

    `encoding` overrules `ascii`; `separate` numbers the parts of each object anew, as if several
    files were written after each other. For the rest see `Writer`. T7Error for what cannot be written;
    a file that was at `target` is then untouched.
    """
    encoding = encoding or (ASCII if ascii else Encoding())
    options = (referenced, function_dumper, unwritable)
    if hasattr(target, "write"):
        _write(objects, target.write, encoding, separate, options)
        return
    with replacing(target) as name, open(name, "wb") as file:
        try:
            _write(objects, file.write, encoding, separate, options)
        except T7Error as error:
            error.file = os.fspath(target)
            raise


def _write(objects: Iterable[Any], put: Callable, encoding: Encoding, separate: bool, options: tuple) -> None:
    sink: Any = AsciiSink(put, encoding) if encoding.ascii else BinarySink(put, encoding)
    writer = Writer(sink, *options)
    for value in objects:
        if separate:
            writer = Writer(sink, *options)
        writer.write(value)
    sink.flush()


@contextlib.contextmanager
def replacing(path: str | os.PathLike) -> Iterator[str]:
    """The name of a file that becomes `path` when the block ends well, and vanishes when it raises.

    Links are followed, the permissions of a replaced file are kept; what is no regular file
    (a device, a pipe) is written to directly.
    """
    target = os.path.realpath(path)
    if os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode):
        if os.path.isdir(target):
            raise IsADirectoryError(f"{os.fspath(path)} is a folder")
        yield target
        return
    folder, base = os.path.split(target)
    if not os.path.isdir(folder):
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", folder)
    name = os.path.join(folder, f".{base[:60]}.{secrets.token_hex(6)}.part")
    os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        yield name
        if os.path.exists(target):
            os.chmod(name, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
