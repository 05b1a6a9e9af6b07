"""Storages: typed, resizable, one-dimensional buffers that tensors share by identity (torch.Storage)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from . import backend
from .arguments import check_boolean, check_integer, check_real, check_string, to_number, wrong_type
from .dtypes import DTYPES, DType, from_numpy
from .errors import TorchError, argument_error
from .mapping import at_address, map_file
from .memory import account, bump
from .registry import register

#: Storages from this size on are followed until they are freed; smaller ones only when they come.
_TRACKED = 1 << 16
#: What a tensor and its storage weigh in Python beside their data.
_OVERHEAD = 512


class _Weight:
    """Gives a large buffer's bytes back to the account when its storage dies."""

    __slots__ = ("nbytes",)

    def __init__(self, nbytes: int) -> None:
        self.nbytes = nbytes
        account.take(nbytes)

    def __del__(self) -> None:
        account.give(self.nbytes)


class Storage:
    """A typed buffer. `array` is the 1-D ndarray that holds it; a resize replaces `array`.

    ``DoubleStorage()`` is empty, ``DoubleStorage(n)`` has n uninitialised elements,
    ``DoubleStorage([1, 2])`` copies values, ``DoubleStorage.wrap(a)`` shares an ndarray's memory,
    ``DoubleStorage(storage, offset, size)`` shares part of another one's,
    ``DoubleStorage(filename[, shared[, size]])`` maps a file, and ``DoubleStorage(n, address)`` lies
    on memory that somebody else owns.
    In Python ``s[i]`` counts from 0; Torch's 1-based access is `get` and `set`.
    """

    __slots__ = ("array", "_weight", "_fixed", "__weakref__")

    dtype: ClassVar[DType]
    _typename: ClassVar[str]
    _numpy: ClassVar[np.dtype]
    _itemsize: ClassVar[int]
    _aligned: ClassVar[int]  # elements from which on memory begins where a line of the cache does
    _many: ClassVar[int]  # elements from which on the bytes are followed (0: always)

    def __new__(cls, *args: Any) -> Any:
        if "dtype" not in cls.__dict__:  # torch.Storage stands for that of the default tensor type
            from .tensor.default import default_type

            cls = storage_type(default_type().dtype)
        return object.__new__(cls)

    def __init__(self, source: Any = 0, *args: Any) -> None:
        if isinstance(source, (int, float)):
            array = self._of_size(check_integer(1, source), *args)
        elif isinstance(source, str):
            array = self._mapped(source, *args)
        elif isinstance(source, Storage):
            array = self._part(source, *args) if type(source) is type(self) else self._converted(source.array)
        elif not hasattr(source, "__iter__"):
            raise wrong_type(1, "number", source)
        elif isinstance(source, np.ndarray):
            array = self._converted(source)
        else:
            array = self._from_numbers(source.array_values() if hasattr(source, "array_values") else list(source))
        self._hold(array)

    def _of_size(self, n: int, address: int | None = None) -> Any:
        if n < 0 or n >= 2**60:
            raise TorchError("$ Torch: invalid memory size -- maybe an overflow?")
        if address is None:
            return self._empty(n)
        self._fixed = True
        return at_address(self.dtype, n, address)

    def _mapped(self, name: str, shared: Any = False, size: Any = 0, sharedmem: Any = False) -> Any:
        self._fixed = True
        size = 0 if size is None else check_integer(3, size)
        return map_file(self.dtype, name, check_boolean(2, shared), size, check_boolean(4, sharedmem))

    def _part(self, source: Storage, offset: int = 1, size: int | None = None) -> Any:
        """The elements of another storage from number `offset` on: its memory, not a copy."""
        self._fixed = True
        count = len(source.array)
        start = int(offset) - 1
        if not 0 <= start < count and not (start == 0 and size is None):
            raise TorchError("offset out of bounds")
        length = count - start if size is None else int(size)
        if size is not None and not 1 <= length <= count - start:
            raise TorchError("size out of bounds")
        return source.array[start : start + length]

    def _from_numbers(self, values: list) -> Any:
        if not all(type(v) is int or type(v) is float for v in values):
            numbers = [to_number(v) for v in values]
            if None in numbers:
                raise TorchError(f"element at index {numbers.index(None) + 1} is not a number")
            values = numbers
        return self._converted(np.array(values) if values else np.empty(0))

    @classmethod
    def wrap(cls, array: Any) -> Storage:
        """A storage on the memory of the 1-D contiguous `array` (its dtype must be this type's)."""
        if array.dtype != cls.dtype.numpy or array.ndim != 1:
            raise TypeError(f"{cls._typename} holds 1-D {cls.dtype.numpy}, not {array.ndim}-D {array.dtype}")
        storage = cls.__new__(cls)
        storage._hold(array)
        return storage

    @classmethod
    def allocate(cls, n: int) -> Any:
        """A storage of n uninitialised elements: the constructor without its questions."""
        storage = object.__new__(cls)
        if n >= cls._many:
            storage._hold(cls._empty(n))
        else:  # as _hold does, in as few steps as possible
            storage.array = np.empty(n, cls._numpy) if n < cls._aligned else backend.empty(n, cls._numpy)
            account.fresh += _OVERHEAD + n * cls._itemsize
            if account.fresh > account.limit:
                account.take(0)
        return storage

    @classmethod
    def _empty(cls, n: int) -> Any:
        dtype = cls.dtype
        try:
            return backend.array_module(True).empty(n, dtype.numpy) if dtype.cuda else backend.empty(n, dtype.numpy)
        except (MemoryError, ValueError):
            size = n * dtype.numpy.itemsize >> 30
            raise TorchError(f"$ Torch: not enough memory: you tried to allocate {size}GB. Buy new RAM!") from None

    @classmethod
    def _converted(cls, array: Any) -> Any:
        xp = backend.array_module(cls.dtype.cuda)
        return xp.array(backend.to_module(array.reshape(-1), xp).astype(cls.dtype.numpy))

    def _hold(self, array: Any) -> None:
        self._weight: _Weight | None
        self.array = array
        nbytes = array.nbytes
        if nbytes >= _TRACKED:
            self._weight = _Weight(nbytes)
        else:
            self._weight = None
            account.fresh += nbytes + _OVERHEAD
            if account.fresh > account.limit:
                account.take(0)

    @property
    def typename(self) -> str:
        return self._typename

    def resize(self, n: int) -> Storage:
        """Changes the number of elements; what fits is kept, what is new is uninitialised."""
        old = self.array
        if type(n) is not int:
            n = check_integer(2, n)
        if n != len(old):
            if getattr(self, "_fixed", False):
                raise TorchError("Trying to resize storage that is not resizable")
            if n < 0:
                raise TorchError("$ Torch: invalid memory size -- maybe an overflow?")
            new = self._empty(n)
            kept = min(n, len(old))
            new[:kept] = old[:kept]
            self._hold(new)
            bump()
        return self

    def size(self) -> int:
        return len(self.array)

    def __len__(self) -> int:
        return len(self.array)

    def fill(self, value: float | None = None) -> Storage:
        self.array[...] = cast(check_real(2, value, self.dtype), self.dtype)
        return self

    def copy(self, source: Storage | None = None) -> Storage:
        """Copies the elements of a storage of any type and the same size (the first ones of a longer one)."""
        if not isinstance(source, Storage):
            raise wrong_type(2, "torch.*Storage", source)
        if len(source) < len(self) or (len(source) > len(self) and type(source) is type(self)):
            raise argument_error(2, "size mismatch")  # TH compares the sizes within one type only
        copy_into(self.array, source.array[: len(self)])
        return self

    def totable(self) -> Any:
        from .table import Table

        return Table(self.tolist())

    def tolist(self) -> list:
        return backend.to_host(self.array).tolist()

    def get(self, index: int) -> float:
        """Element `index`, counting from 1."""
        return self.array[self._position(index)].item()

    def set(self, index: int, value: float) -> Storage:
        """Sets element `index`, counting from 1."""
        self.array[self._position(index)] = cast(check_real(3, value, self.dtype), self.dtype)
        return self

    def _position(self, index: int) -> int:
        if type(index) is not int:
            index = check_integer(2, index)
        if not 1 <= index <= len(self.array):
            raise argument_error(2, "out of bounds")
        return index - 1

    def type(self, name: str | None = None) -> Any:
        """Without argument the type's name; else this storage, converted by a copy if it differs."""
        if name is None or name == self._typename:
            return self._typename if name is None else self
        return storage_type(name)(self)

    def elementSize(self) -> int:
        return self.dtype.numpy.itemsize

    def numpy(self) -> np.ndarray:
        """The elements as an ndarray that shares the memory (a copy where they are on a GPU)."""
        return backend.to_host(self.array)

    def __getitem__(self, index: Any) -> Any:
        value = self.array[index]
        return value.item() if value.ndim == 0 else value

    def __setitem__(self, index: Any, value: Any) -> None:
        self.array[index] = value

    def __iter__(self) -> Iterator:
        return iter(self.tolist())

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __deepcopy__(self, memo: dict) -> Storage:
        clone = type(self).wrap(self.array.copy())
        memo[id(self)] = clone
        return clone

    def __reduce__(self) -> tuple:
        return _unpickle, (self._typename, backend.to_host(self.array))

    def __tostring__(self) -> str:
        from .printing.tensor import storage_tostring

        return storage_tostring(self)

    def __repr__(self) -> str:
        return self.__tostring__()


def _string(self: Storage, text: str | None = None) -> Any:
    """The bytes of the storage as a string; with `text`, sets them and resizes."""
    if text is None or isinstance(text, (bool, Storage)) or hasattr(text, "array_values"):
        return backend.to_host(self.array).tobytes().decode("latin-1")
    text = check_string(2, text)
    if getattr(self, "_fixed", False) and len(text) != len(self.array):
        raise TorchError("Trying to resize storage that is not resizable")
    self._hold(np.frombuffer(text.encode("latin-1"), self.dtype.numpy).copy())
    bump()
    return self


def _unpickle(name: str, array: np.ndarray) -> Storage:
    cls = storage_type(name)
    return cls.wrap(backend.to_module(array, backend.array_module(cls.dtype.cuda)))


def cast(value: Any, dtype: DType) -> Any:
    """A number as C converts it to `dtype`: truncated towards zero, integers wrap around."""
    if not dtype.integral:
        return value
    bits = dtype.numpy.itemsize * 8
    limit = 2**63 if bits == 64 else 2**31  # C goes through the machine's int: beyond, x86 gives the least one
    if not -limit - 1 < value < limit:
        value = -limit
    wrapped = int(value) & ((1 << bits) - 1)
    if dtype.numpy.kind == "i" and wrapped >> (bits - 1):
        wrapped -= 1 << bits
    return wrapped


def copy_into(target: Any, source: Any) -> None:
    """``target[...] = source`` with C's conversions, across devices where needed."""
    xp = backend.get_array_module(target)
    if backend.get_array_module(source) is not xp:
        source = backend.to_module(source, xp)
    if target.dtype.kind in "iu" and source.dtype.kind == "f" and target.dtype.itemsize < 4:
        with np.errstate(invalid="ignore"):
            source = source.astype(np.int32)  # C goes through the machine's int: small types wrap around
    target[...] = source


_types: dict[str, type[Storage]] = {}


def _declare(dtype: DType) -> type[Storage]:
    itemsize = dtype.numpy.itemsize
    attributes: dict[str, Any] = {
        "__slots__": (),
        "__module__": __name__,
        "__doc__": f"A {dtype.storage}.",
        "dtype": dtype,
        "_numpy": dtype.numpy,
        "_itemsize": itemsize,
        "_aligned": backend.ALIGNED // itemsize,
        "_many": 0 if dtype.cuda else _TRACKED // itemsize,
    }
    if itemsize == 1:
        attributes["string"] = _string
    return register(dtype.storage)(type(f"{dtype.name}Storage", (Storage,), attributes))


for _dtype in DTYPES.values():
    _types[_dtype.storage] = _declare(_dtype)

globals().update({cls.__name__: cls for cls in _types.values()})

LongStorage: type[Storage] = _types["torch.LongStorage"]


def storage_type(name: str | DType) -> type[Storage]:
    """The storage class of ``torch.XStorage`` (or of a dtype)."""
    if isinstance(name, DType):
        name = name.storage
    if name not in _types:
        raise TorchError(f"no storage type {name}")
    return _types[name]


def storage_types() -> list[type[Storage]]:
    """All storage classes."""
    return list(_types.values())


def wrap(array: Any) -> Storage:
    """The storage of the fitting CPU type on the memory of the 1-D `array`."""
    return _types[from_numpy(array.dtype).storage].wrap(array)
