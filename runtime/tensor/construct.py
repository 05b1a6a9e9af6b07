"""Making tensors: every form that Torch's constructors accept (torch.Tensor(...))."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError, argument_error
from ..storage import Storage
from .core import TensorCore, contiguous_strides
from .nested import from_nested
from .sizes import integer, leading_positive, read_sizes


class Construct(TensorCore):
    """Constructor of all tensor types.

    ``T()``, ``T(2, 3)``, ``T(LongStorage sizes[, LongStorage strides])``, ``T(tensor)`` (shares),
    ``T(storage[, offset, sizes..., or size, stride, ...])`` (shares), ``T([[1, 2], [3, 4]])`` and
    ``T(ndarray)`` (copy; see torch.from_numpy for sharing).
    """

    __slots__ = ()

    def __new__(cls, *args: Any) -> Any:
        if "dtype" not in cls.__dict__:  # torch.Tensor stands for the default type
            from .default import default_type

            cls = default_type()
        return object.__new__(cls)

    def __init__(self, *args: Any) -> None:
        self._view = None
        if not args:
            self._define(self.storage_class.allocate(0), 0, (), ())
        elif isinstance(args[0], (int, float)) and not isinstance(args[0], bool):
            self._allocate(leading_positive(read_sizes(args, 1)))
        else:
            self._from_object(args[0], args[1:])

    def _define(self, storage: Storage, offset: int, size: tuple, stride: tuple) -> None:
        self._storage, self._offset, self._size, self._stride = storage, offset, size, stride

    def _from_object(self, first: Any, rest: tuple) -> None:
        if isinstance(first, TensorCore):
            if type(first) is not type(self):
                raise argument_error(1, f"expecting number or {self._typename} or {self.dtype.storage}")
            self._define(first._storage, first._offset, first._size, first._stride)
        elif isinstance(first, self.storage_class):
            self._define(*on_storage(first, rest))
        elif isinstance(first, Storage) and first._typename == "torch.LongStorage":
            self._from_sizes(first, rest)
        elif isinstance(first, (list, tuple, np.ndarray)) or hasattr(first, "array_values"):
            self._from_values(first)
        else:
            raise argument_error(1, f"expecting number or {self._typename} or {self.dtype.storage}")

    def _from_sizes(self, sizes: Storage, rest: tuple) -> None:
        size = leading_positive(read_sizes((sizes,)))
        if rest and not isinstance(rest[0], (Storage, list, tuple)):
            raise argument_error(2, "torch.LongStorage expected")
        stride = read_sizes(rest) if rest else contiguous_strides(size)
        if len(stride) != len(size):
            raise argument_error(2, "provided stride and size are inconsistent")
        count = 1 + sum([(n - 1) * s for n, s in zip(size, stride)]) if size else 0
        self._define(self.storage_class(count), 0, size, stride)

    def _from_values(self, values: Any) -> None:
        array = values if isinstance(values, np.ndarray) else from_nested(values)
        if array.ndim == 0 or array.size == 0:
            self._allocate(array.shape if array.size else ())
        else:
            self._allocate(array.shape)
        if array.size:
            xp = backend.array_module(self.dtype.cuda)
            from ..storage import copy_into

            copy_into(self.array, xp.asarray(array))


def on_storage(storage: Storage, args: tuple) -> tuple[Storage, int, tuple, tuple]:
    """Geometry from ``storage[, offset[, sizes[, strides]]]`` or ``storage, offset, n1, s1, n2, s2...``."""
    if not args:
        n = len(storage.array)
        return (storage, 0, (n,), (1,)) if n else (storage, 0, (), ())
    offset = integer(args[0], 3) - 1
    if offset < 0:
        raise TorchError("Tensor: invalid storage offset")
    size, stride = _size_and_stride(args[1:])
    needed = offset + 1 + sum([(n - 1) * s for n, s in zip(size, stride)]) if size else 0
    if needed > len(storage.array):
        storage.resize(needed)
    return storage, offset, size, stride


def _size_and_stride(args: tuple) -> tuple[tuple, tuple]:
    if not args:  # an offset alone: no dimension
        return (), ()
    if isinstance(args[0], Storage) or hasattr(args[0], "array_values") or isinstance(args[0], (list, tuple)):
        size = read_sizes(args[:1])
        strides = read_sizes(args[1:]) if len(args) > 1 and args[1] is not None else ()
    else:
        numbers = read_sizes(args, 4)
        size, strides = numbers[0::2], numbers[1::2]
    if strides and len(strides) < len(size):
        strides += (-1,) * (len(size) - len(strides))
    return normal_geometry(size, strides)


def normal_geometry(size: tuple, strides: tuple) -> tuple[tuple, tuple]:
    """Cuts sizes as Torch does and computes the strides that are missing or negative."""
    size = leading_positive(size)
    if not strides:
        return size, contiguous_strides(size)
    known = list(strides[: len(size)])
    for d in reversed(range(len(size))):
        if known[d] < 0:
            known[d] = 1 if d == len(size) - 1 else size[d + 1] * known[d + 1]
    return size, tuple(known)
