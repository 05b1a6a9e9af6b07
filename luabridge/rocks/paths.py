"""File names and folders: the part of torch/paths that was C."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import secrets
import tempfile
from typing import Any

from runtime.arguments import check_string
from runtime.errors import TorchError
from runtime.table import Table

from ..native import Failure, failure, from_system, to_system

__all__ = [
    *("filep", "dirp", "basename", "dirname", "extname", "cwd", "concat", "execdir", "dir", "tmpname"),
    *("mkdir", "rmdir", "uname", "getregistryvalue"),
]


def filep(name: Any = None) -> bool:
    """Whether this is a file (anything but a folder)."""
    path = to_system(check_string(1, name))
    return os.path.exists(path) and not os.path.isdir(path)


def dirp(name: Any = None) -> bool:
    return os.path.isdir(to_system(check_string(1, name)))


def basename(name: Any = None, suffix: str | None = None) -> str:
    """The last part of a path, without a suffix of this name (with or without its dot)."""
    base = re.sub(r"^.*/(?=[^/])", "", check_string(1, name), flags=re.S).partition("/")[0]
    ending = "." + (suffix or "").removeprefix(".")
    if len(ending) > 1 and len(base) >= len(ending) and base.endswith(ending):
        base = base[: -len(ending)]
    return base


def dirname(name: Any = None) -> str:
    """The path before its last part; "." where there is none."""
    text = check_string(1, name)
    last = [match.start() for match in re.finditer(r"/(?=[^/])", text)]
    if not last:
        return text if text.startswith("/") else "."
    return text[: max(last[-1], 1)]


def extname(name: Any = None) -> str | None:
    """What follows the last dot; nothing where there is none."""
    _, dot, extension = check_string(1, name).rpartition(".")
    if not dot:
        return None
    return extension


def cwd() -> str:
    return from_system(os.getcwdb())


def concat(*names: Any) -> str:
    """The absolute path of the names, each taken from the folder before it."""
    path = cwd()
    for index, name in enumerate(names, 1):
        path = _joined(path, check_string(index, name))
    return path


def _joined(folder: str, name: str) -> str:
    path = "/" if name.startswith("/") else folder
    for part in name.split("/"):
        if part == "..":
            path = path.rstrip("/").rpartition("/")[0] + "/"
        elif part not in ("", "."):
            path = (path if path.endswith("/") else path + "/") + part
    return path.rstrip("/") or "/"


def execdir() -> None:
    """The folder of the Lua program: unknown, as in Torch on Linux."""
    return None


def dir(name: Any = None) -> Table | None:  # noqa: A001
    """The names in a folder, "." and ".." included; nil where there is no such folder."""
    try:
        names = os.listdir(to_system(check_string(1, name)))
    except OSError:
        return None
    return Table([".", "..", *map(from_system, names)])


def tmpname() -> str:
    """A name for a new file among the temporary ones."""
    return from_system(os.path.join(tempfile.gettempdir(), f"luatmp{secrets.token_hex(4)}"))


def mkdir(name: Any = None) -> bool | Failure:
    """Makes a folder and those above it."""
    text = check_string(1, name)
    with contextlib.suppress(OSError):  # making the folder itself tells what is wrong
        os.makedirs(to_system(dirname(text)), exist_ok=True)
    try:
        os.mkdir(to_system(text))
    except OSError as error:
        return failure(text, error)
    return True


def rmdir(name: Any = None) -> bool | Failure:
    text = check_string(1, name)
    try:
        os.rmdir(to_system(text))
    except OSError as error:
        return failure(text, error)
    return True


def uname() -> tuple[str, str, str]:
    """System, name of the machine, processor."""
    info = platform.uname()
    return info.system, info.node, info.machine


def getregistryvalue(*arguments: Any) -> None:
    raise TorchError("This function exists only on windows")
