"""Which image files lie in the folders of an image data set."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Callable, Iterator
from functools import cmp_to_key
from typing import Any

import numpy as np

from ..errors import TorchError
from ..files import lua_name, system_name

_SUFFIXES = (".jpg", ".png", ".jpeg", ".ppm", ".bmp")


def class_folders(roots: list[str], before: Callable | None) -> dict[str, list[str]]:
    """The folders in `roots`, by name and in order: each name is a class and may occur in several roots."""
    found: dict[str, list[str]] = {}
    for root in roots:
        if not os.path.isdir(system_name(root)):
            raise TorchError(f"cannot open {root}: No such file or directory")
        for entry in os.scandir(system_name(root)):
            if entry.is_dir() and not entry.name.startswith("."):
                found.setdefault(lua_name(entry.name), []).append(lua_name(entry.path))
    names = sorted(found) if before is None else sorted(found, key=_key(before))
    return {name: found[name] for name in names}


def _key(before: Callable) -> Callable:
    """A sort key, of a function that tells whether its first argument comes first."""

    def compare(a: Any, b: Any) -> int:
        return -1 if before(a, b) else 1 if before(b, a) else 0

    return cmp_to_key(compare)


def images(folder: str, exclude_file: str | None, exclude_folder: str | None) -> list[str]:
    """Paths of the images in a folder and the folders in it, as GNU find lists them.

    `exclude_file` is a pattern for names (of any case), `exclude_folder` one for whole paths.
    """
    found = []
    for path in _walk(system_name(folder)):
        name = os.path.basename(path).lower()
        if not name.endswith(_SUFFIXES):
            continue
        if exclude_file and fnmatch.fnmatchcase(name, exclude_file.lower()):
            continue
        if exclude_folder and fnmatch.fnmatchcase(path, exclude_folder):
            continue
        found.append(lua_name(path))
    return found


def _walk(folder: str) -> Iterator[str]:
    """All paths below a folder, in the order in which the system lists them."""
    for entry in os.scandir(folder):
        yield entry.path
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)


def pack(paths: list[str]) -> Any:
    """Paths as rows of bytes that end in zeros."""
    raw = [path.encode("latin-1") for path in paths]
    width = max(map(len, raw)) + 1
    return np.array(raw, dtype=f"S{width}").view("i1").reshape(len(raw), width)


def unpack(row: Any) -> str:
    return row.tobytes().split(b"\0", 1)[0].decode("latin-1")
