"""Files and folders of data sets (dl.downloadfile, dl.decompressfile ...)."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import os
import shutil
import socket
import tarfile
import time
import zipfile
from collections.abc import Callable
from typing import Any

from ..errors import TorchError
from ..files import system_name

_numbers = itertools.count(1)


def withcwd(path: str, fn: Callable[[], Any]) -> Any:
    """What `fn` returns when called with `path` as the current folder."""
    before = os.getcwd()
    os.chdir(system_name(path))
    try:
        return fn()
    finally:
        os.chdir(before)


def downloadfile(dstdir: str, srcurl: str, existfile: str | None = None) -> str:
    """Downloads a file into a folder unless `existfile` is there; returns the folder."""
    if existfile and os.path.isfile(system_name(existfile)):
        return dstdir
    scheme, _, rest = srcurl.partition("://")
    name = rest.rsplit("/", 1)[-1]
    if scheme not in ("http", "https", "ftp", "file") or not name:
        raise TorchError(f"dl.downloadfile: cannot fetch {srcurl}: fetch it yourself and put it into {dstdir}")
    from urllib.error import URLError
    from urllib.request import urlopen

    os.makedirs(system_name(dstdir), exist_ok=True)
    target = os.path.join(system_name(dstdir), name)
    try:
        with urlopen(srcurl) as source, open(target + ".part", "wb") as file:
            shutil.copyfileobj(source, file)
    except (URLError, OSError) as error:
        with contextlib.suppress(OSError):
            os.remove(target + ".part")
        raise TorchError(f"dl.downloadfile: {srcurl}: {error}; fetch it yourself and put it into {dstdir}") from None
    os.replace(target + ".part", target)
    return dstdir


def untar(srcpath: str, dstpath: str | None = None) -> None:
    """Unpacks a .tar, .tgz or .tar.gz file."""
    with tarfile.open(system_name(srcpath)) as archive:
        _unpack(archive, dstpath)


def _unpack(archive: tarfile.TarFile, dstpath: str | None) -> None:
    target = system_name(dstpath or ".")
    os.makedirs(target, exist_ok=True)
    if hasattr(tarfile, "data_filter"):
        archive.extractall(target, filter="data")
        return
    root = os.path.realpath(target)
    for member in archive.getmembers():
        if not os.path.realpath(os.path.join(root, member.name)).startswith(root + os.sep) or not member.isreg():
            if member.isdir():
                continue
            raise TorchError(f"dl.untar: refuses to unpack {member.name}")
    archive.extractall(target)


def unzip(srcpath: str, dstpath: str | None = None) -> None:
    """Unpacks a .zip file."""
    with zipfile.ZipFile(system_name(srcpath)) as archive:
        archive.extractall(system_name(dstpath or "."))


def gunzip(srcpath: str, dstpath: str | None = None) -> None:
    """Replaces file.gz by file."""
    if dstpath:
        raise TorchError("destination path not supported with gunzip")
    source = system_name(srcpath)
    target = source.removesuffix(".gz").removesuffix(".gzip")
    if target == source:
        raise TorchError(f"gunzip: {srcpath}: unknown suffix")
    with gzip.open(source) as packed, open(target, "wb") as plain:
        shutil.copyfileobj(packed, plain)
    os.remove(source)


def decompressfile(
    dstdir: str, srczip: str, existfile: str | None = None, verbose: Any = None, dstfile: str | None = None
) -> None:
    """Unpacks a .zip, .tar, .tgz or .gz file into a folder unless `existfile` is there."""
    os.makedirs(system_name(dstdir), exist_ok=True)
    if existfile and os.path.isfile(system_name(existfile)):
        return
    kinds = ((".zip", unzip), (".tar", untar), (".tgz", untar), (".gz", gunzip))
    unpack = next((function for suffix, function in kinds if suffix in srczip), None)
    if unpack is None:
        raise TorchError(f"Don't know how to decompress file: {srczip}")
    if verbose:
        from ..console import lua_print

        lua_print("decompressing file: ", srczip)
    withcwd(dstdir, lambda: unpack(srczip, dstfile))


def hostname() -> str:
    """The name of this machine."""
    return socket.gethostname()


def uniqueid(namespace: str | None = None, separator: str | None = None) -> str:
    """A name that nobody else makes: namespace (the machine's name), time and a number, between colons."""
    parts = (namespace or hostname(), str(int(time.time())), str(next(_numbers)))
    return (separator or ":").join(parts)
