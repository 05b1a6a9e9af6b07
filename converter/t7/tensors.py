"""Bodies of tensors and storages: everything is checked before memory is allocated or viewed."""

from __future__ import annotations

import sys
import weakref
from typing import Any

import numpy as np

from runtime import backend
from runtime.storage import Storage, storage_type
from runtime.tensor.core import TensorCore

from .errors import T7Error

#: numpy's limit.
MAX_DIMS = 64 if int(np.__version__.split(".")[0]) >= 2 else 32

#: Torch writes nil where a tensor has no storage. Here every tensor has one; those that were
#: objects of their own in a file although they are empty are remembered, to be written again.
_written_empty: weakref.WeakValueDictionary[int, Storage] = weakref.WeakValueDictionary()


def read_storage(source: Any, cls: type[Storage]) -> Storage:
    """The body of a storage: a count, then the items."""
    start = source.pos
    n = source.long()
    if n < 0:
        raise T7Error(f"expected the size of a {cls._typename}, found {n}", start)
    array: Any = source.array(cls.dtype.numpy, n)
    if cls.dtype.cuda:
        array = backend.to_module(array, backend.array_module(True))
    storage = cls.wrap(array)
    if n == 0:
        _written_empty[id(storage)] = storage
    return storage


def is_null(storage: Storage) -> bool:
    """Whether Torch would have no storage here: it is empty and no file held it as an object."""
    return len(storage.array) == 0 and _written_empty.get(id(storage)) is not storage


def read_geometry(source: Any, cls: type) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Sizes, strides and the 0-based offset of a tensor, each in its legal range."""
    start = source.pos
    ndim = source.int32()
    if not 0 <= ndim <= MAX_DIMS:
        raise T7Error(f"expected the number of dimensions of a {cls._typename} (0 to {MAX_DIMS}), found {ndim}", start)
    longs = source.longs(2 * ndim + 1)
    size, stride, offset = longs[:ndim], longs[ndim:-1], longs[-1] - 1
    if ndim and (min(size) < 0 or min(stride) < 0):
        raise T7Error(f"{cls._typename} with sizes {size} and strides {stride}: none may be negative", start)
    if offset < 0:
        raise T7Error(f"{cls._typename} with storage offset {offset + 1}: it counts from 1", start)
    return size, stride, offset


def make_tensor(cls: Any, size: tuple, stride: tuple, offset: int, storage: Storage | None, start: int) -> Any:
    """The tensor, once its view is known to lie inside its storage."""
    last, count = 0, 1 if size else 0
    for n, step in zip(size, stride):
        count *= n
        last += (n - 1) * step
    if storage is None:
        storage = storage_type(cls.dtype)(0)
    here = len(storage.array)
    if offset > here if count == 0 else offset + last >= here:
        raise T7Error(
            f"{cls._typename} of sizes {size}, strides {stride} and offset {offset + 1} "
            f"reaches beyond its storage of {here} items",
            start,
        )
    width = cls.dtype.numpy.itemsize
    if count * width > sys.maxsize or max(stride, default=0) * width > sys.maxsize:
        raise T7Error(f"{cls._typename} of sizes {size} and strides {stride} is beyond what memory can address", start)
    return cls.make(storage, offset, size, stride)


def write_storage(sink: Any, storage: Storage) -> None:
    """The count, then the items."""
    array = backend.to_host(storage.array)
    sink.longs((len(array),))
    sink.array(array)


def write_geometry(sink: Any, tensor: TensorCore) -> None:
    """Number of dimensions, sizes, strides and the 1-based offset."""
    sink.int32(len(tensor._size))
    sink.longs(tensor._size)
    sink.longs(tensor._stride)
    sink.longs((tensor._offset + 1,))
