"""Geometry of a tensor: a storage seen through an offset, sizes and strides (torch.Tensor)."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, ClassVar

from .. import backend
from ..dtypes import DType
from ..errors import TorchError, sizes
from ..memory import bump
from ..storage import Storage


def contiguous_strides(size: Sequence[int]) -> tuple[int, ...]:
    """Strides, in elements, of a row-major tensor of this size."""
    return _contiguous(tuple(size))


@functools.lru_cache(maxsize=4096)
def _contiguous(size: tuple[int, ...]) -> tuple[int, ...]:
    """contiguous_strides of sizes that come again and again, as those of a net's outputs do."""
    strides, step = [], 1
    for n in reversed(size):
        strides.append(step)
        step *= int(n)  # for equal sizes of another type, too
    return tuple(reversed(strides))


class TensorCore:
    """(storage, offset, size, stride) and the ndarray that shows it.

    `array` shares the tensor's memory. It is cached, and rebuilt when the storage's buffer was
    replaced or the geometry changed. A tensor with no dimension has `array` of shape (0,).
    """

    __slots__ = ("_storage", "_offset", "_size", "_stride", "_view", "_base", "__weakref__")

    dtype: ClassVar[DType]
    storage_class: ClassVar[Any]
    index_class: ClassVar[Any]  #: type of tensors of positions (LongTensor, where this one's data is)
    byte_class: ClassVar[Any]  #: type of masks
    _typename: ClassVar[str]
    _storage: Storage
    _offset: int
    _size: tuple[int, ...]
    _stride: tuple[int, ...]

    @classmethod
    def make(cls, storage: Storage, offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> Any:
        """A tensor on `storage` from element `offset` (0-based); nothing is checked or copied."""
        tensor = object.__new__(cls)
        tensor._storage = storage
        tensor._offset = offset
        tensor._size = size
        tensor._stride = stride
        tensor._view = None
        return tensor

    @classmethod
    def empty(cls, size: tuple[int, ...]) -> Any:
        """A contiguous tensor of this size with uninitialised elements; () has no elements."""
        tensor = object.__new__(cls)
        tensor._allocate(size)
        return tensor

    def _allocate(self, size: tuple[int, ...]) -> None:
        """Gives this new tensor a storage of its own."""
        self._offset = 0
        self._size = size
        if len(size) == 1:
            self._storage = storage = self.storage_class.allocate(size[0])
            self._stride = (1,)
            self._view = self._base = storage.array
        else:
            self._stride = stride = _contiguous(size)
            self._storage = self.storage_class.allocate(size[0] * stride[0] if size else 0)
            self._view = None

    @classmethod
    def wrap(cls, array: Any) -> Any:
        """A tensor on the memory of `array`, which must have this type's dtype.

        Positive strides are kept (they must be whole elements); a read-only, byte-swapped or
        negatively strided array is copied, a 0-d array becomes one element.
        """
        dtype = cls.dtype.numpy
        if array.dtype != dtype:
            raise TypeError(f"{cls._typename} holds {dtype}, not {array.dtype}")
        step = dtype.itemsize
        flags = array.flags
        if not (flags.c_contiguous or _spans(array)) or not getattr(flags, "writeable", True):
            array = array.copy(order="C")
        if array.ndim == 0:
            array = array.reshape(1)
        if array.size == 0:
            return cls.make(cls.storage_class.allocate(0), 0, (), ())
        stride = tuple([s // step for s in array.strides])
        flat = array.reshape(-1) if array.flags.c_contiguous else _span(array, stride)
        tensor = cls.make(cls.storage_class.wrap(flat), 0, array.shape, stride)
        return tensor

    @property
    def array(self) -> Any:
        """The ndarray (numpy's, or cupy's for data on a GPU) that shares this tensor's memory."""
        view = self._view
        if view is not None and self._base is self._storage.array:
            return view
        return self._rebuild()

    def _rebuild(self) -> Any:
        base = self._storage.array
        if self._size:
            try:
                self._view = backend.ndarray_view(base, self.dtype.numpy, self._offset, self._size, self._stride)
            except (TypeError, ValueError):
                raise self._outside() from None
        else:
            self._view = base[:0]
        self._base = base
        return self._view

    def _outside(self) -> TorchError:
        seen = f"of size {sizes(self._size)} and stride {sizes(self._stride)} from element {self._offset + 1} on"
        return TorchError(
            f"a {self._typename} {seen} does not fit into its storage of {len(self._storage.array)} elements"
            " (was the storage resized?)"
        )

    def _reshape(self, storage: Storage, offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> Any:
        """Changes what this tensor is a view of; returns self."""
        self._storage, self._offset, self._size, self._stride = storage, offset, size, stride
        self._view = None
        bump()
        return self

    def resize_array(self, size: tuple[int, ...]) -> Any:
        """Resizes to a contiguous tensor of this size, as resize() does, and returns its array.

        Same object, same storage: this is how a layer prepares its output. Nothing happens when
        the tensor has the size and is contiguous already.
        """
        if self._size == size and self._stride == _contiguous(size):
            return self.array
        self._resize(size)
        return self.array

    def _resize(self, size: tuple[int, ...], stride: tuple[int, ...] | None = None) -> Any:
        stride = _contiguous(size) if stride is None else stride
        if self._size == size and self._stride == stride:
            return self
        needed = 1 + sum([(n - 1) * s for n, s in zip(size, stride)]) if size else 0
        if needed + self._offset > len(self._storage.array):
            self._storage.resize(needed + self._offset)
        return self._reshape(self._storage, self._offset, size, stride)

    def is_contiguous(self) -> bool:
        """Whether the elements lie one after the other in the storage."""
        step = 1
        for n, s in zip(reversed(self._size), reversed(self._stride)):
            if n != 1:
                if s != step:
                    return False
                step *= n
        return True

    @property
    def typename(self) -> str:
        """Torch's name of the type: ``torch.DoubleTensor``."""
        return self._typename

    def __deepcopy__(self, memo: dict) -> Any:
        from copy import deepcopy

        clone = self.make(deepcopy(self._storage, memo), self._offset, self._size, self._stride)
        memo[id(self)] = clone
        return clone

    def __reduce__(self) -> tuple:
        return _unpickle, (type(self), self._storage, self._offset, self._size, self._stride)


def _unpickle(cls: Any, storage: Storage, offset: int, size: tuple, stride: tuple) -> Any:
    return cls.make(storage, offset, size, stride)


def _spans(array: Any) -> bool:
    """Whether a 1-D buffer can be laid under `array` as it is: whole, non-negative element strides."""
    step = array.dtype.itemsize
    return all(s >= 0 and s % step == 0 for s in array.strides)


def _span(array: Any, stride: tuple[int, ...]) -> Any:
    """The 1-D stretch of memory, in elements, that the strided `array` covers."""
    length = 1 + sum([(n - 1) * s for n, s in zip(array.shape, stride)])
    xp = backend.get_array_module(array)
    return xp.lib.stride_tricks.as_strided(array, (length,), (array.dtype.itemsize,))
