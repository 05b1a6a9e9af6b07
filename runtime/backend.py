"""The array library of the data: numpy, or cupy where it is installed and the tensor is a Cuda one.

Only this file knows cupy. Layers ask `get_array_module(array)` once per call (chainer's `xp`
idiom). Without a usable cupy, Cuda types live in host memory and compute with numpy.
"""

from __future__ import annotations

import ctypes
import functools
import os
from types import ModuleType
from typing import Any

import numpy as np

#: Bytes of memory worth beginning where a line of the processor's cache does, and bytes of a line.
ALIGNED, _LINE = 8192, 64


@functools.cache
def cupy() -> ModuleType | None:
    """The cupy module if it is installed and sees a device, else None.

    LUABRIDGE_CUDA=0 turns it off; LUABRIDGE_CUDA=1 makes its absence an error.
    """
    wish = os.environ.get("LUABRIDGE_CUDA", "")
    if wish == "0":
        return None
    try:
        import cupy as module
    except ImportError:
        if wish == "1":
            raise
        return None
    try:
        devices = module.cuda.runtime.getDeviceCount()
    except module.cuda.runtime.CUDARuntimeError:
        devices = 0
    if not devices:
        if wish == "1":
            raise RuntimeError("LUABRIDGE_CUDA=1, but cupy sees no CUDA device")
        return None
    return module


def array_module(cuda: bool) -> Any:
    """Where new data of a Cuda (or host) type is allocated."""
    return (cupy() or np) if cuda else np


def empty(n: int, dtype: np.dtype) -> np.ndarray:
    """Uninitialised memory of the host for n elements; much of it begins where a line of the cache does."""
    if n * dtype.itemsize < ALIGNED:
        return np.empty(n, dtype)
    array: Any = np.empty(n + _LINE // dtype.itemsize, dtype)
    first = -ctypes.addressof(ctypes.c_char.from_buffer(array)) % _LINE // dtype.itemsize
    return array[first : first + n]


def get_array_module(array: Any) -> Any:
    """numpy or cupy, by the kind of `array`."""
    return np if isinstance(array, np.ndarray) else cupy() or np


def to_host(array: Any) -> np.ndarray:
    """`array` as a numpy array: itself, or a copy from the device."""
    return array if isinstance(array, np.ndarray) else array.get()


def to_module(array: Any, xp: Any) -> Any:
    """`array` in the memory of `xp`: itself where it is there already."""
    if xp is np:
        return to_host(array)
    return xp.asarray(array)


def ndarray_view(array: Any, dtype: np.dtype, offset: int, shape: tuple, strides: tuple) -> Any:
    """A view of the 1-D `array` from element `offset` on; strides are in elements."""
    size = dtype.itemsize
    nbytes = tuple([s * size for s in strides])
    if isinstance(array, np.ndarray):
        return np.ndarray(shape, dtype, array, offset * size, nbytes)
    xp = get_array_module(array)
    return xp.lib.stride_tricks.as_strided(array[offset:], shape, nbytes)
