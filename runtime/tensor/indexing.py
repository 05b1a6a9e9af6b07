"""``x[i]`` and ``x[{...}]`` as Lua has them, 1-based; and Python's own 0-based ``x[...]``."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import check_real, lua_type, to_number, wrong_type
from ..errors import TorchError, argument_error
from ..storage import Storage, cast, copy_into
from .core import TensorCore
from .sizes import integer


class Indexing(TensorCore):
    """Reading and writing parts of a tensor.

    `get_index` and `set_index` take Torch's keys: a number, a list or Table of numbers (one index),
    pairs (a range, ends included) and empty tables (everything), a LongStorage (one element), or a
    ByteTensor (a mask). Negative indices count from the end.
    """

    __slots__ = ()

    def get_index(self, key: Any) -> Any:
        """What ``x[key]`` is in Lua: a number for one element, else a view (a copy for a mask); None for other keys."""
        number = key if type(key) is int else to_number(key)
        if number is not None:
            return self._at(integer(number, 2))
        if isinstance(key, TensorCore):
            return self._masked(key)
        if isinstance(key, Storage):
            return self._storage.array[self._position(key)].item() if key._typename == "torch.LongStorage" else None
        entries = _entries(key)
        if entries is None:
            return None
        offset, size, stride, complete = self._resolve(entries)
        if complete:
            return self._storage.array[offset].item()
        return self.make(self._storage, offset, size, stride)

    def set_index(self, key: Any, value: Any) -> None:
        """What ``x[key] = value`` does in Lua; `value` is a number or a tensor."""
        number = key if type(key) is int else to_number(key)
        if number is not None:
            return self._set_at(integer(number, 2), value)
        if isinstance(key, TensorCore) and key.dtype.name in ("Byte", "CudaByte"):
            return self._fill_mask(key, value)
        entries = None
        if isinstance(key, Storage) and key._typename == "torch.LongStorage":
            self._storage.array[self._position(key)] = cast(check_real(3, value, self.dtype), self.dtype)
            return None
        if not isinstance(key, (TensorCore, Storage)):
            entries = _entries(key)
        if entries is None:
            raise TorchError(f"the class {self._typename} cannot be indexed")
        offset, size, stride, complete = self._resolve(entries)
        if complete:
            self._storage.array[offset] = cast(check_real(3, value, self.dtype), self.dtype)
            return None
        return self._put(self.make(self._storage, offset, size, stride), value)

    def _set_at(self, index: int, value: Any) -> None:
        """``x[index] = value``; TH narrows to that slice unless it is one number."""
        size, stride = self._size, self._stride
        if not size:
            raise argument_error(1, "empty tensor")
        i = index + size[0] if index < 0 else index - 1
        single = len(size) == 1 and to_number(value) is not None
        if not isinstance(value, TensorCore) and to_number(value) is None:
            raise argument_error(3, f"torch.*Tensor expected, got {lua_type(value)}")
        if not 0 <= i < size[0]:
            raise argument_error(2 if single else 3, "out of range")
        offset = self._offset + i * stride[0]
        if single:
            self._storage.array[offset] = cast(check_real(3, value, self.dtype), self.dtype)
        else:
            self._put(self.make(self._storage, offset, (1, *size[1:]), stride), value)

    def _put(self, target: Any, value: Any) -> None:
        """Fills a part of this tensor with a number, or copies a tensor into it."""
        if isinstance(value, TensorCore):
            target.copy(value)
            return
        number = to_number(value)
        if number is None:
            raise wrong_type(3, "torch.*Tensor", value)
        if self.dtype.name == "Half":
            raise TorchError("fill on torch.HalfTensor not yet supported")
        target.array[...] = cast(number, self.dtype)

    def _at(self, index: int) -> Any:
        size, stride = self._size, self._stride
        if not size:
            raise argument_error(1, "empty tensor")
        i = index + size[0] if index < 0 else index - 1
        if not 0 <= i < size[0]:
            raise argument_error(2, "out of range")
        offset = self._offset + i * stride[0]
        if len(size) > 1:
            return self.make(self._storage, offset, size[1:], stride[1:])
        return self._storage.array[offset].item()

    def _position(self, key: Storage) -> int:
        """Where in the storage the element with these indices lies."""
        if len(key) != len(self._size):
            raise argument_error(2, "invalid size")
        offset = self._offset
        for index, n, s in zip(key.tolist(), self._size, self._stride):
            i = _position(index, n)
            if not 0 <= i < n:
                raise argument_error(2, "index out of bound")
            offset += i * s
        return offset

    def _resolve(self, entries: list) -> tuple[int, tuple, tuple, bool]:
        """Geometry of the part that a table of indices describes, and whether it is one element."""
        if len(entries) > len(self._size):
            raise argument_error(2, "too many indices provided")
        offset, size, stride = self._offset, [], []
        rest = len(self._size)  # dimensions from here on are taken whole
        for d, (entry, n, s) in enumerate(zip(entries, self._size, self._stride)):
            number = entry if type(entry) is int else to_number(entry)
            if number is not None:
                i = _position(integer(number, 2), n)
                if not 0 <= i < n:
                    raise argument_error(2, "index out of bound")
                offset += i * s
                continue
            bounds = _entries(entry)
            if bounds is None:
                rest = d
                break
            first, last = _bounds(bounds, n)
            offset += first * s
            size.append(last - first + 1)
            stride.append(s)
        rest = min(rest, len(entries))
        sizes, strides = (*size, *self._size[rest:]), (*stride, *self._stride[rest:])
        return offset, sizes, strides, bool(self._size) and not sizes

    def _masked(self, mask: Any) -> Any:
        if mask.dtype.name not in ("Byte", "CudaByte"):
            return None
        if self.dtype.name == "Half":
            raise TorchError("ByteTensor based indexing not yetsupported with half type")
        return self.maskedSelect(mask)  # type: ignore[attr-defined]

    def _fill_mask(self, mask: Any, value: Any) -> None:
        if self.dtype.name == "Half":
            raise TorchError("ByteTensor indexing not yet supported with half types")
        if type(value) is type(self):
            self.maskedCopy(mask, value)  # type: ignore[attr-defined]
        elif to_number(value) is not None:
            self.maskedFill(mask, to_number(value))  # type: ignore[attr-defined]
        else:
            raise TorchError(f"number or {self._typename} expected")

    def __getitem__(self, key: Any) -> Any:
        """Python's own indexing, 0-based: numbers for single elements, views where numpy gives views."""
        value = self.array[_plain(key)]
        if np.ndim(value) == 0:
            return value.item()
        return type(self).wrap(value) if not np.may_share_memory(value, self.array) else self._view_of(value)

    def _view_of(self, view: Any) -> Any:
        step = self.dtype.numpy.itemsize
        if any(s < 0 for s in view.strides):
            return type(self).wrap(view.copy())
        start = (view.__array_interface__["data"][0] - self._storage.array.__array_interface__["data"][0]) // step
        return self.make(self._storage, start, view.shape, tuple([s // step for s in view.strides]))

    def __setitem__(self, key: Any, value: Any) -> None:
        copy_value = value.array if isinstance(value, TensorCore) else np.asarray(value)
        copy_into(self.array[_plain(key)] if _is_view(key) else _Slot(self.array, _plain(key)), copy_value)

    def __len__(self) -> int:
        return self._size[0] if self._size else 0

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))


class _Slot:
    """Assignment target for keys whose read would be a copy (numbers, masks, index lists)."""

    def __init__(self, array: Any, key: Any) -> None:
        self.array, self.key, self.dtype = array, key, array.dtype

    def __setitem__(self, _: Any, value: Any) -> None:
        self.array[self.key] = value


def _is_view(key: Any) -> bool:
    parts = key if isinstance(key, tuple) else (key,)
    return all(isinstance(p, slice) or p is Ellipsis for p in parts)


def _plain(key: Any) -> Any:
    """A key with tensors replaced by arrays; a ByteTensor is a mask."""
    if isinstance(key, tuple):
        return tuple([_plain(k) for k in key])
    if isinstance(key, TensorCore):
        return key.array.astype(bool) if key.dtype.numpy.itemsize == 1 else key.array
    return key


def _entries(key: Any) -> list | None:
    """The entries of a table of indices up to its length, None for holes; None if `key` is no table."""
    if isinstance(key, (list, tuple)):
        return list(key)
    if not hasattr(key, "array_values"):
        return None
    values = key.array_values()
    return values if len(values) == len(key) else [key.get(i) for i in range(1, len(key) + 1)]


def _position(index: int, n: int) -> int:
    return index + n if index < 0 else index - 1


def _bounds(ends: list, n: int) -> tuple[int, int]:
    """First and last (0-based) of a range: {} is everything, {a} is {a, a}."""
    begin, end = ([to_number(i) for i in ends[:2]] + [None, None])[:2]
    first, last = 0, n - 1
    if begin is not None:
        first = last = _position(integer(begin, 2), n)
    if end is not None:
        last = _position(integer(end, 2), n)
    if not 0 <= first < n:
        raise argument_error(2, "start index out of bound")
    if not 0 <= last < n:
        raise argument_error(2, "end index out of bound")
    if last < first:
        raise argument_error(2, "end index must be greater or equal to start index")
    return first, last
