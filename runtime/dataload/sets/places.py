"""Where data sets lie, and what to say when they do not."""

from __future__ import annotations

import os

from ...errors import TorchError
from ...files import system_name
from ..system import decompressfile


def data_path(name: str) -> str:
    """The folder of a data set: below $DEEP_DATA_PATH, or `data` in $TORCH_DATA_PATH or the home folder."""
    root = os.environ.get("TORCH_DATA_PATH") or os.path.expanduser("~")
    return os.path.join(os.environ.get("DEEP_DATA_PATH") or os.path.join(root, "data"), name)


def find(folder: str, *names: str) -> str | None:
    """The first of these files that is in the folder."""
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(system_name(path)):
            return path
    return None


def unpack(folder: str, archives: tuple[str, ...], *existing: str) -> None:
    """Unpacks the first of `archives` that is in the folder, unless one of the files `existing` is there."""
    archive = None if find(folder, *existing) else find(folder, *archives)
    if archive:
        decompressfile(folder, os.path.abspath(archive))


def missing(loader: str, folder: str, files: str, source: str) -> TorchError:
    """The data is not there: says what is expected, where, and where it comes from."""
    return TorchError(
        f"dl.{loader}: {files} not found in {folder}. luabridge does not download data: fetch it from {source} "
        "and put it there"
    )
