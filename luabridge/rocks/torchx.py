"""What torchx needs of Python: MD5 sums, and the files below folders."""

from __future__ import annotations

import fnmatch
import hashlib
import os

from runtime.table import Table

from ..native import from_system, to_system

__all__ = ["md5_sum", "files_below"]


def md5_sum(text: str) -> str:
    """The MD5 sum of a string, in hexadecimal."""
    return hashlib.md5(text.encode("latin-1"), usedforsecurity=False).hexdigest()


def files_below(folders: Table, extensions: Table, ignored: str | None = None) -> Table:
    """The files in these folders and below with one of the extensions (in any case), but for an ignored pattern."""
    endings = tuple("." + extension.lower() for extension in extensions.array_values())
    found = []
    for folder in folders.array_values():
        for place, _, names in os.walk(to_system(folder)):
            for name in map(from_system, names):
                if name.lower().endswith(endings) and not (ignored and fnmatch.fnmatch(name.lower(), ignored.lower())):
                    found.append(from_system(os.path.join(place, to_system(name))))
    return Table(found)
