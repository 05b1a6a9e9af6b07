"""``x[i]`` and ``x[{...}]`` as Lua has them, 1-based; and Python's own 0-based ``x[...]``."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, argument_error
from ..storage import Storage, cast, copy_into
from .core import TensorCore
from .sizes import integer, lua_type


class Indexing(TensorCore):
    """Reading and writing parts of a tensor.

    `get_index` and `set_index` take Torch's keys: a number, a list or Table of numbers (one index),
    pairs (a range, ends included) and empty tables (everything), a LongStorage (one element), or a
    ByteTensor (a mask). Negative indices count from the end.
    """

    __slots__ = ()

    def get_index(self, key: Any) -> Any:
        """What ``x[key]`` is in Lua: a number for one element, else a view (a copy for a mask)."""
        if key is None:
            return None
        if isinstance(key, (int, float)):
            return self._at(int(key))
        if isinstance(key, TensorCore):
            return self._masked(key)
        if isinstance(key, Storage):
            return self._storage.array[self._position(key)].item()
        offset, size, stride, complete = self._resolve(_entries(key))
        if complete:
            return self._storage.array[offset].item()
        return self.make(self._storage, offset, size, stride)

    def set_index(self, key: Any, value: Any) -> None:
        """What ``x[key] = value`` does in Lua; `value` is a number or a tensor."""
        if isinstance(key, (int, float)):
            target = self._at(int(key), as_view=True)
        elif isinstance(key, TensorCore):
            return self._fill_mask(key, value)
        elif isinstance(key, Storage):
            self._storage.array[self._position(key)] = cast(value, self.dtype)
            return None
        else:
            offset, size, stride, complete = self._resolve(_entries(key))
            if complete and not isinstance(value, TensorCore):
                self._storage.array[offset] = cast(_number(value, self), self.dtype)
                return None
            size, stride = (size, stride) if size else ((1,), (1,))
            target = self.make(self._storage, offset, size, stride)
        if isinstance(value, TensorCore):
            target.copy(value)
        else:
            target.array[...] = cast(_number(value, self), self.dtype)
        return None

    def _at(self, index: int, as_view: bool = False) -> Any:
        size, stride = self._size, self._stride
        if not size:
            raise argument_error(1, "empty tensor")
        i = index + size[0] if index < 0 else index - 1
        if not 0 <= i < size[0]:
            raise argument_error(2, "out of range")
        offset = self._offset + i * stride[0]
        if len(size) > 1:
            return self.make(self._storage, offset, size[1:], stride[1:])
        if as_view:
            return self.make(self._storage, offset, (1,), (1,))
        return self._storage.array[offset].item()

    def _position(self, key: Storage) -> int:
        if len(key) != len(self._size):
            raise argument_error(2, "invalid size")
        offset = self._offset
        for i, n, s in zip(key.tolist(), self._size, self._stride):
            if not 1 <= i <= n:
                raise argument_error(2, "index out of bound")
            offset += (i - 1) * s
        return offset

    def _resolve(self, entries: list) -> tuple[int, tuple, tuple, bool]:
        """Geometry of the part that a table of indices describes, and whether it is one element."""
        if len(entries) > len(self._size):
            raise argument_error(2, "too many indices provided")
        offset, size, stride = self._offset, [], []
        for d, (n, s) in enumerate(zip(self._size, self._stride)):
            entry = entries[d] if d < len(entries) else ()
            if isinstance(entry, (int, float)):
                i = _position(int(entry), n)
                if not 0 <= i < n:
                    raise argument_error(2, "index out of bound")
                offset += i * s
                continue
            first, last = _bounds(entry, n)
            offset += first * s
            size.append(last - first + 1)
            stride.append(s)
        return offset, tuple(size), tuple(stride), not size

    def _masked(self, mask: Any) -> Any:
        if mask.dtype.name not in ("Byte", "CudaByte"):
            raise TorchError(f"bad argument: {self._typename} can be indexed by a ByteTensor only, not {mask.typename}")
        return self.maskedSelect(mask)  # type: ignore[attr-defined]

    def _fill_mask(self, mask: Any, value: Any) -> None:
        if isinstance(value, TensorCore):
            self.maskedCopy(mask, value)  # type: ignore[attr-defined]
        else:
            self.maskedFill(mask, value)  # type: ignore[attr-defined]

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


def _entries(key: Any) -> list:
    if hasattr(key, "array_values"):
        return key.array_values()
    if isinstance(key, (list, tuple)):
        return list(key)
    raise TorchError(f"a tensor cannot be indexed by a {lua_type(key)}")


def _position(index: int, n: int) -> int:
    return index + n if index < 0 else index - 1


def _bounds(entry: Any, n: int) -> tuple[int, int]:
    """First and last (0-based) of a range entry: {} is everything, {a} is {a, a}."""
    values = _entries(entry)
    if not values:
        return 0, n - 1
    first = _position(integer(values[0], 2), n)
    last = _position(integer(values[1], 2), n) if len(values) > 1 else first
    if not 0 <= first < n:
        raise argument_error(2, "start index out of bound")
    if not 0 <= last < n:
        raise argument_error(2, "end index out of bound")
    if last < first:
        raise argument_error(2, "end index must be greater or equal to start index")
    return first, last


def _number(value: Any, target: TensorCore) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, np.generic):
        return value.item()
    raise TorchError(f"number or {target.typename} expected")
