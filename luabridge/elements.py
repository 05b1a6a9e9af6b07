"""Where the elements of tensors and storages lie, for Lua's pointers."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime import backend
from runtime.arguments import to_number
from runtime.errors import TorchError
from runtime.memory import epoch
from runtime.storage import Storage

EPOCH_ADDRESS = epoch.ctypes.data


def geometry(obj: Any) -> Any:
    """(address, dims, size 1, stride 1, size 2, stride 2) of a tensor or storage; None where Lua cannot point at it."""
    if isinstance(obj, Storage):
        array = obj.array
        usable = type(array) is np.ndarray and len(array) and array.flags.writeable
        return (array.ctypes.data, 1, len(array), 1) if usable else None
    size, stride = obj._size, obj._stride
    array = obj.array
    if not size or type(array) is not np.ndarray or array.size == 0 or not array.flags.writeable:
        return None
    address = array.ctypes.data
    if len(size) == 1:
        return address, 1, size[0], stride[0]
    return address, len(size), size[0], stride[0], size[1], stride[1]


def address(obj: Any) -> int | None:
    """Where the first element of a tensor or storage lies (on a GPU: there); None for no elements."""
    storage, offset = (obj, 0) if isinstance(obj, Storage) else (obj._storage, obj._offset)
    array = storage.array
    if not len(array):
        return None
    start = array.ctypes.data if type(array) is np.ndarray else array.data.ptr
    return start + offset * array.itemsize


def dimension(tensor: Any, d: int) -> tuple[int, int]:
    """Size and stride of dimension `d`, from 1."""
    return tensor._size[d - 1], tensor._stride[d - 1]


def on_host(cls: Any) -> bool:
    """Whether tensors of this class live in host memory."""
    return backend.array_module(cls.dtype.cuda) is np


def allocate_at(cls: Any, n: int, n2: int | None = None) -> tuple[Any, int]:
    """A new contiguous tensor and the address of its elements."""
    tensor = cls.empty((n,) if n2 is None else (n, n2))
    return tensor, tensor.array.ctypes.data


def storage_of(tensor: Any) -> tuple[Any, int]:
    """The storage of a tensor and its first element's place there."""
    return tensor._storage, tensor._offset


def make_view(cls: Any, storage: Any, offset: int, *geometry: int) -> Any:
    """The tensor of these sizes and strides (in turn) on a storage."""
    return cls.make(storage, offset, geometry[0::2], geometry[1::2])


def get_index(obj: Any, key: Any) -> Any:
    if isinstance(obj, Storage):
        return obj.get(key) if to_number(key) is not None else None
    return obj.get_index(key)


def set_index(obj: Any, key: Any, value: Any) -> None:
    if isinstance(obj, Storage):
        if to_number(key) is None:
            raise TorchError(f"the class {obj.typename} cannot be indexed")
        obj.set(key, value)
    else:
        obj.set_index(key, value)


def get_part(tensor: Any, *flat: Any) -> Any:
    """``x[{...}]`` with its entries in pairs: an index and False, or the two ends of a range."""
    return tensor.get_index(_entries(flat))


def set_part(tensor: Any, value: Any, *flat: Any) -> None:
    """``x[{...}] = value`` with the entries in pairs."""
    tensor.set_index(_entries(flat), value)


def _entries(flat: tuple) -> list:
    return [first if last is False else (first, last) for first, last in zip(flat[::2], flat[1::2]) if last is not None]
