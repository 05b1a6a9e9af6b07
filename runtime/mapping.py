"""Storages over files, ``torch.FloatStorage(filename[, shared[, size[, sharedmem]]])``, and over memory of others."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import weakref
from typing import Any

import numpy as np

from .dtypes import DType
from .errors import TorchError
from .files import system_name

#: Where named shared memory appears as files.
_SHARED_MEMORY = "/dev/shm"
#: No system puts memory of programs below.
_LEAST_ADDRESS = 4096


def map_file(dtype: DType, name: str, shared: bool = False, size: int = 0, sharedmem: bool = False) -> Any:
    """The elements of a file as an array; shared ones are written back, others change in memory only.

    A shared file is created, and stretched to `size` elements; without `size` it is what the file holds.
    With `sharedmem` the name is that of shared memory, which goes when the storage does.
    """
    size = int(size)
    if shared and sharedmem:
        if not os.path.isdir(_SHARED_MEMORY):
            raise TorchError(f"unable to open file <{name}> in sharedmem mode, shm_open unavailable on this platform")
        name = os.path.join(_SHARED_MEMORY, name.lstrip("/"))
    flags = os.O_RDWR | os.O_CREAT if shared else os.O_RDONLY
    try:
        handle = os.open(system_name(name), flags, 0o600)
    except OSError:
        mode = "read-write" if shared else "read-only"
        raise TorchError(f"unable to open file <{name}> in {mode} mode") from None
    try:
        nbytes = max(0, size) * dtype.numpy.itemsize
        held = os.fstat(handle).st_size
        if nbytes > held:
            if not shared:
                raise TorchError(f"file <{name}> size is smaller than the required mapping size <{nbytes}>")
            os.truncate(handle, nbytes)
        if not max(held, nbytes):
            raise TorchError("$ Torch: unable to mmap memory: you tried to mmap 0GB.")
        nbytes = nbytes or held // dtype.numpy.itemsize * dtype.numpy.itemsize
        try:
            mapping = mmap.mmap(handle, nbytes, access=mmap.ACCESS_WRITE if shared else mmap.ACCESS_COPY)
        except (OSError, ValueError):
            raise TorchError(f"$ Torch: unable to mmap memory: you tried to mmap {nbytes >> 30}GB.") from None
        if sharedmem:
            weakref.finalize(mapping, _unlink, name)
        return np.frombuffer(mapping, dtype.numpy)
    finally:
        os.close(handle)


def at_address(dtype: DType, size: int, address: int) -> Any:
    """`size` elements of memory that someone else owns, who must keep it as long as the array is used."""
    nbytes = int(size) * dtype.numpy.itemsize
    if not nbytes:
        return np.empty(0, dtype.numpy)
    if address < _LEAST_ADDRESS:
        raise TorchError(f"a storage cannot lie at address {int(address)}: no memory is there")
    return np.frombuffer(memoryview((ctypes.c_char * nbytes).from_address(int(address))), dtype.numpy)


def _unlink(name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(system_name(name))
