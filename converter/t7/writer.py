"""The object walker that writes .t7 files of any spelling, with a stack of its own in place of recursion."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from numbers import Real
from typing import Any

import numpy as np

from runtime.objects import LuaFunction, TorchObject, UnknownObject
from runtime.storage import Storage
from runtime.table import Table
from runtime.tensor import from_array
from runtime.tensor.core import TensorCore

from .classes import layout_of, own_method, typename_of, version_of
from .errors import T7Error
from .files import WritingFile
from .tensors import is_null, write_geometry, write_storage

_NIL, _NUMBER, _STRING, _PAIRS, _TORCH, _BOOLEAN, _OLD_FUNCTION = range(7)


@dataclass(eq=False)
class Stored:
    """An object of a Torch class that lives outside Python, as the writer is to spell it.

    Its `fields`, or what ``write(file)`` writes to a torch.File.
    """

    typename: str
    version: int = 1
    fields: Any = None
    write: Callable[[Any], None] | None = None


class Writer:
    """Writes objects to `sink`; all that it writes share one space of object indices.

    With `referenced` false an object that occurs twice is written twice, as Torch's
    ``file:referenced(false)`` does. `function_dumper(obj)` may give what to write for an object that
    is none of the runtime's: a LuaFunction, a `Stored`, or any other value; the same object must
    get the same answer. `unwritable(path, obj, owner)` is called for a field of a Torch object that cannot
    be written; without it that is an error. Lists, tuples and dicts are written as tables and
    numpy arrays as tensors.
    """

    def __init__(
        self,
        sink: Any,
        referenced: bool = True,
        function_dumper: Callable[[Any], Any] | None = None,
        unwritable: Callable[[str, Any, Any], None] | None = None,
    ) -> None:
        self.sink = sink
        self.referenced = referenced
        self._dumper, self._unwritable = function_dumper, unwritable
        self._memo: dict[int, int] = {}
        self._foreign: dict[int, Any] = {}
        self._alive: list[Any] = []
        self._count = 0
        self._frames: list[tuple[Iterator, Any]] = []
        self._open: set[int] = set()

    def write(self, value: Any) -> None:
        """Writes one object."""
        frames = self._frames
        base = len(frames)
        frames.append((iter((value,)), None))
        try:
            self._walk(base)
        except T7Error as error:
            error.path = error.path or self._path()
            raise
        finally:
            del frames[base:]

    def file(self) -> Any:
        """The torch.File that a class's own ``write(self, file)`` is handed."""
        return WritingFile(self)

    def _walk(self, base: int) -> None:
        frames, sink = self._frames, self.sink
        text, number, pair, int32 = sink.text, sink.number, sink.pair, sink.int32
        while len(frames) > base:
            for value in frames[-1][0]:
                kind = type(value)
                if kind is str:
                    try:
                        text(value)
                    except UnicodeEncodeError:
                        raise T7Error(_BEYOND_LATIN1.format(value[:40])) from None
                elif kind is int or kind is float:
                    try:
                        number(value)
                    except (OverflowError, struct.error):
                        raise T7Error(f"the integer {str(value)[:24]}... is beyond the range of numbers") from None
                elif kind is bool:
                    pair(_BOOLEAN, value)
                elif value is None:
                    int32(_NIL)
                else:
                    items = self._object(value)
                    if items is not None:
                        frames.append((items, value))
                        self._open.add(id(value))
                        break
            else:
                self._open.discard(id(frames.pop()[1]))

    def _object(self, value: Any) -> Iterator | None:
        """Writes the head of a composed value; gives the values that complete it."""
        if isinstance(value, TensorCore):
            return self._tensor(value)
        if isinstance(value, TorchObject) or hasattr(type(value), "write_t7"):
            return self._torch(value)
        if isinstance(value, Table):
            return self._table(value)
        if isinstance(value, Storage):
            return self._storage(value)
        if isinstance(value, LuaFunction):
            return self._function(value)
        if isinstance(value, Stored):
            return self._stored(value)
        return iter((self._adapted(value),))

    def _adapted(self, value: Any) -> Any:
        """What to write for a value that is none of the runtime's."""
        known = self._foreign.get(id(value))
        if known is not None:
            return known
        made: Any = None
        if isinstance(value, (bool, np.bool_)):
            return bool(value)
        if isinstance(value, Real):
            return float(value)
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, (bytes, bytearray)):
            return value.decode("latin-1")
        if isinstance(value, (list, tuple)):
            made = Table()
            made.adopt({i: v for i, v in enumerate(value, 1) if v is not None})
        elif isinstance(value, dict):
            made = Table(value)
        elif isinstance(value, np.ndarray):
            made = from_array(value)
        elif self._dumper is not None:
            made = self._dumper(value)
        if made is None:
            raise T7Error(f"an object of type {type(value).__name__} cannot be written to a .t7 file")
        self._foreign[id(value)] = made
        self._alive.append(value)
        return made

    def _opened(self, value: Any, tag: int) -> bool:
        """Writes type and index of an object; whether its body is to follow."""
        index = self._memo.get(id(value))
        if index is not None and self.referenced:
            self.sink.pair(tag, index)
            return False
        self._count = count = self._count + 1
        if self.referenced:
            self._memo[id(value)] = count
            self._alive.append(value)
        elif id(value) in self._open:
            raise T7Error("an object contains itself: it can only be written with references")
        self.sink.pair(tag, count)
        return True

    def _head(self, typename: str, version: int | None) -> None:
        """Writes version and name of a class; None stands for before versions."""
        if version is not None:
            self.sink.string(b"V %d" % version)
        self.sink.string(typename.encode("latin-1"))

    def _tensor(self, tensor: Any) -> Iterator | None:
        if not self._opened(tensor, _TORCH):
            return None
        self._head(tensor._typename, 1)
        write_geometry(self.sink, tensor)
        storage = tensor._storage
        if is_null(storage):
            self.sink.int32(_NIL)
        else:
            self._storage(storage)
        return None

    def _storage(self, storage: Any) -> Iterator | None:
        if self._opened(storage, _TORCH):
            self._head(storage._typename, 1)
            write_storage(self.sink, storage)
        return None

    def _table(self, table: Any) -> Iterator | None:
        if not self._opened(table, _PAIRS):
            return None
        return self._pairs(table.items())

    def _pairs(self, items: list[tuple[Any, Any]]) -> Iterator:
        self.sink.int32(len(items))
        return chain.from_iterable(items)

    def _function(self, function: LuaFunction) -> Iterator | None:
        if function.tag == _OLD_FUNCTION:
            self.sink.int32(_OLD_FUNCTION)
        elif not self._opened(function, function.tag):
            return None
        self.sink.string(function.code)
        return iter((function.upvalues,))

    def _stored(self, value: Stored) -> Iterator | None:
        if not self._opened(value, _TORCH):
            return None
        self._head(value.typename, value.version)
        if value.write is None:
            return self._fields(value, list((value.fields or {}).items()))
        value.write(self.file())
        return None

    def _torch(self, obj: Any) -> Iterator | None:
        if not self._opened(obj, _TORCH):
            return None
        origin = getattr(obj, "_origin", None)
        if origin is not None and not self._writes_itself(obj, origin) and origin.holds(obj):
            self._head(origin.typename, origin.version)
            if origin.events is not None:
                return self._steps(iter(origin.events))
            return self._fields(obj, list(vars(obj).items()))
        version = version_of(obj)
        self._head(typename_of(obj), version)
        cls = type(obj)
        steps = getattr(cls, "write_t7", None)
        if isinstance(obj, UnknownObject):
            layout = layout_of(obj._typename, version)
            steps = layout and layout.write
        if steps is not None:
            return self._steps(steps(obj))
        method = own_method(cls, "write")
        if method is not None:
            method(obj, self.file())
            return None
        return self._fields(obj, list(vars(obj).items()))

    def _writes_itself(self, obj: Any, origin: Any) -> bool:
        """Whether a class with a layout of its own writes just the kind of object that was read."""
        same = (origin.typename, origin.version) == (typename_of(obj), version_of(obj))
        return same and hasattr(type(obj), "write_t7")

    def _steps(self, steps: Iterator[tuple[str, Any]]) -> Iterator:
        """Writes what a `write_t7` gives; yields the objects among it for the walk to write."""
        sink = self.sink
        for verb, value in steps:
            if verb == "object":
                yield value
            elif verb == "long":
                sink.longs((value,))
            elif verb == "int":
                sink.int32(value)
            elif verb == "number":
                sink.double(value)
            elif verb == "string":
                sink.string(value.encode("latin-1"))
            else:
                sink.raw(value)

    def _fields(self, obj: Any, items: list[tuple[Any, Any]]) -> Iterator:
        """The table of an object's fields: a new object in the file, which nothing else refers to."""
        items = [(key, value) for key, value in items if value is not None]
        if self._unwritable is not None:
            items = [(key, value) for key, value in items if self._writable(obj, key, value)]
        self._count += 1
        self.sink.pair(_PAIRS, self._count)
        return self._pairs(items)

    def _writable(self, obj: Any, key: Any, value: Any) -> bool:
        if isinstance(value, _WRITABLE) or hasattr(type(value), "write_t7"):
            return True
        try:
            self._adapted(value)
        except T7Error:
            assert self._unwritable is not None
            self._unwritable(".".join(filter(None, [self._path(), str(key)])), value, obj)
            return False
        return True

    def _path(self) -> str:
        """Where in the object the walk stands: ``modules.2.weight``."""
        owners = [owner for _, owner in self._frames if owner is not None]
        names = [_name_of(child, owner) for owner, child in zip(owners, owners[1:])]
        if owners:
            names.append(_current(owners[-1], self._frames[-1][0]))
        for place, owner in enumerate(owners):
            if isinstance(owner, LuaFunction):  # of its variables the name counts, not the number
                names[place + 1 : place + 2] = [""] if place + 1 < len(names) else []
                if place + 2 < len(names):
                    names[place + 2] = str(owners[place + 2].get("name"))
        shown = [name for name in names if name]
        return ".".join(shown) if len(shown) <= 40 else ".".join([*shown[:20], "...", *shown[-20:]])


_BEYOND_LATIN1 = (
    "the string {!r} has characters beyond latin-1, which stand for no byte: "
    "write text.encode('utf-8').decode('latin-1')"
)


_WRITABLE = (str, Real, TensorCore, Table, TorchObject, Storage, LuaFunction, Stored)


def _items(owner: Any) -> list[tuple[Any, Any]]:
    if isinstance(owner, TorchObject):
        return [(key, value) for key, value in vars(owner).items() if value is not None]
    if isinstance(owner, (Table, dict)):
        return list(owner.items())
    return list(enumerate(owner, 1)) if isinstance(owner, (list, tuple)) else []


def _name_of(child: Any, owner: Any) -> str:
    """The key of `owner` under which `child` is."""
    return next((_shown(key) for key, value in _items(owner) if value is child), "")


def _current(owner: Any, rest: Iterator) -> str:
    """The key whose value was just taken from `rest`, the iterator over keys and values of `owner`."""
    items, left = _items(owner), sum(1 for _ in rest)
    position = len(items) - 1 - left // 2
    return _shown(items[position][0]) if 0 <= position < len(items) else ""


def _shown(key: Any) -> str:
    return str(key) if isinstance(key, (str, Real)) else "<?>"
