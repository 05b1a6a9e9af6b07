"""What lfs needs of Python: os and stat."""

from __future__ import annotations

import os
import stat
from typing import Any

from runtime.errors import TorchError
from runtime.table import Table

from ..native import Failure, failure, from_system, to_system

__all__ = [
    *("attributes", "symlinkattributes", "chdir", "currentdir", "names"),
    *("link", "mkdir", "rmdir", "touch", "setmode", "lock_link", "lock_file"),
]

_KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "link",
    stat.S_IFSOCK: "socket",
    stat.S_IFIFO: "named pipe",
    stat.S_IFCHR: "char device",
    stat.S_IFBLK: "block device",
}


def _members(info: os.stat_result) -> dict[str, Any]:
    members = {
        "mode": _KINDS.get(stat.S_IFMT(info.st_mode), "other"),
        "access": int(info.st_atime),
        "modification": int(info.st_mtime),
        "change": int(info.st_ctime),
        "permissions": stat.filemode(info.st_mode)[1:],
    }
    for name in ("dev", "ino", "nlink", "uid", "gid", "rdev", "size", "blocks", "blksize"):
        members[name] = getattr(info, "st_" + name, None)
    return members


def _information(name: str, wanted: Any, follow: bool) -> Any:
    try:
        members = _members(os.stat(to_system(name), follow_symlinks=follow))
    except OSError as error:
        return None, f"cannot obtain information from file '{name}': {error.strerror}", error.errno
    if not follow and members["mode"] == "link":
        members["target"] = from_system(os.readlink(to_system(name)))
    if isinstance(wanted, str):
        if wanted not in members and wanted != "target":
            raise TorchError(f"invalid attribute name '{wanted}'")
        return members.get(wanted)
    table = wanted if isinstance(wanted, Table) else Table()
    table.update((key, value) for key, value in members.items() if value is not None)
    return table


def attributes(name: str, wanted: Any = None) -> Any:
    """All attributes of a file as a table, or the one that is named."""
    return _information(name, wanted, True)


def symlinkattributes(name: str, wanted: Any = None) -> Any:
    """The same of a link itself."""
    return _information(name, wanted, False)


def chdir(name: str) -> Any:
    try:
        os.chdir(to_system(name))
    except OSError as error:
        return None, f"Unable to change working directory to '{name}'\n{error.strerror}\n"
    return True


def currentdir() -> str:
    return from_system(os.getcwdb())


def names(name: str) -> Table:
    """The names in a folder."""
    try:
        return Table([".", "..", *map(from_system, os.listdir(to_system(name)))])
    except OSError as error:
        raise TorchError(f"cannot open {name}: {error.strerror}") from None


def _attempt(name: str, action: Any, *arguments: Any) -> bool | Failure:
    try:
        action(*arguments)
    except OSError as error:
        return failure(name, error)
    return True


def link(old: str, new: str, symbolic: bool = False) -> bool | Failure:
    return _attempt(new, os.symlink if symbolic else os.link, to_system(old), to_system(new))


def mkdir(name: str) -> Any:
    result = _attempt(name, os.mkdir, to_system(name))
    return result if result is True else _bare(result)


def rmdir(name: str) -> Any:
    result = _attempt(name, os.rmdir, to_system(name))
    return result if result is True else _bare(result)


def _bare(result: Any) -> tuple:
    """A failure whose message does not name the file."""
    return None, result[1].rpartition(": ")[2], result[2]


def touch(name: str, access: float | None = None, modification: float | None = None) -> Any:
    """Sets a file's times, to now if none is given."""
    times = None if access is None else (access, access if modification is None else modification)
    result = _attempt(name, os.utime, to_system(name), times)
    return result if result is True else _bare(result)


def setmode(file: Any, mode: str) -> tuple[bool, str]:
    """Text and binary files are the same here."""
    return True, "binary"


def lock_link(folder: str) -> Any:
    """Makes the link that says a folder is locked: its name, or nil and why there is none."""
    name = f"{folder}/lockfile.lfs"
    try:
        os.symlink(b"lock", to_system(name))
    except OSError as error:
        return None, error.strerror
    return name


def lock_file(number: int, mode: str, start: int, length: int) -> Any:
    """Locks a part of the file with this descriptor for reading ("r") or writing ("w"), or unlocks it ("u")."""
    import fcntl

    kind = {"r": fcntl.LOCK_SH | fcntl.LOCK_NB, "w": fcntl.LOCK_EX | fcntl.LOCK_NB, "u": fcntl.LOCK_UN}[mode]
    try:
        fcntl.lockf(int(number), kind, int(length), int(start))
    except OSError as error:
        return None, error.strerror
    return True
