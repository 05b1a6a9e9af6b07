"""Deep copies of object graphs, as Torch's clone() makes them by writing and reading an object.

Sharing inside the graph is kept: storages, tensors, tables and objects that occur twice are copied
once. Functions are shared with the original. Deep nesting does not recurse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .objects import TorchObject
from .storage import Storage
from .table import Table
from .tensor.core import TensorCore


class Copier:
    """Copies values; one instance keeps what it has copied already."""

    def __init__(self, keep: Callable[[TorchObject, Any], bool] | None = None) -> None:
        self._memo: dict[int, tuple[Any, Any]] = {}
        self._todo: list[tuple[Any, Any]] = []
        self._keep = keep

    def copy(self, value: Any) -> Any:
        """A deep copy of `value`."""
        result = self._shell(value)
        while self._todo:
            self._fill(*self._todo.pop())
        return result

    def _shell(self, value: Any) -> Any:
        """The copy of `value`, still empty where it is composed of others."""
        if value is None or isinstance(value, (int, float, str, bool)):
            return value
        known = self._memo.get(id(value))
        if known is not None:
            return known[1]
        if isinstance(value, TensorCore):
            clone = value.make(self._shell(value._storage), value._offset, value._size, value._stride)
        elif isinstance(value, Storage):
            clone = type(value).wrap(value.array.copy())
        elif isinstance(value, Table):
            clone = type(value)()
            self._todo.append((value, clone))
        elif isinstance(value, TorchObject):
            clone = value.__class__.__new__(value.__class__)
            if hasattr(value, "_copy_slots"):
                value._copy_slots(clone)
            self._todo.append((value, clone))
        else:
            copied = getattr(value, "_clone", None)
            clone = value if copied is None else copied(self)
        self._memo[id(value)] = (value, clone)
        return clone

    def _fill(self, source: Any, target: Any) -> None:
        if isinstance(source, Table):
            for key, value in source.items():
                target[self._shell(key)] = self._shell(value)
            return
        write = getattr(type(source), "write", None)
        if write is not None and not getattr(write, "_plain_fields", False):
            return self._by_protocol(source, target)
        fields = vars(target)
        for key, value in vars(source).items():
            fields[key] = self._field(source, key, value)

    def _field(self, owner: Any, key: Any, value: Any) -> Any:
        """The copy of a field of `owner`."""
        return value if self._keep and self._keep(owner, key) else self._shell(value)

    def _by_protocol(self, source: Any, target: Any) -> None:
        """Copies an object whose class has its own write and read methods."""
        tape = _Tape(self)
        source.write(tape)
        target.read(tape, getattr(source, "_version", 1))


class _Tape:
    """The file that an object with its own write() and read() meets when it is cloned."""

    def __init__(self, copier: Copier) -> None:
        self._copier = copier
        self._values: list[Any] = []

    def _write(self, value: Any) -> None:
        self._values.append(value)

    def _read(self) -> Any:
        return self._copier.copy(self._values.pop(0))

    writeObject = writeInt = writeLong = writeDouble = writeFloat = writeBool = writeChar = writeByte = _write
    readObject = readInt = readLong = readDouble = readFloat = readBool = readChar = readByte = _read


def clone(value: Any) -> Any:
    """A deep copy of a module, table, tensor ..."""
    return Copier().copy(value)
