"""Several Lua states in one process that do not see each other, as the threads of Torch's package threads.

What the runtime has once for the whole process (the stream of random numbers, the default tensor type, the classes
that scripts defined) is exchanged when another state comes to run.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import converter
from converter import Stored
from converter.t7.binary import BinarySink
from converter.t7.encoding import Encoding
from converter.t7.writer import Writer
from runtime import registry, torch
from runtime.random import Generator, default_generator
from runtime.storage import Storage
from runtime.table import Table
from runtime.tensor.core import TensorCore

from .serial import Serializer
from .values import LuaBacking

_STREAM = [name for name in Generator.__slots__ if not name.startswith("__")]
_SHARED = "luabridge.shared."


class SharedBacking:
    """Contents of a tds.Hash or tds.Vec that several Lua states use: in Python, where all of them reach it."""

    def __init__(self, items: list[tuple[Any, Any]]) -> None:
        self._store = Table(dict(items))
        self.get, self.items, self.array = self._store.get, self._store.items, self._store.array_values

    def set(self, key: Any, value: Any) -> None:
        self._store[key] = value

    def length(self) -> int:
        return len(self._store)


def share(container: Table) -> None:
    """Moves the contents of a container out of the Lua state that holds them."""
    backing = container._backing
    if isinstance(backing, SharedBacking):
        return
    items = container.items()
    if isinstance(backing, LuaBacking):
        backing.engine.bridge["forget_contents"](container)
    container.attach(SharedBacking(items))


def contents(engine: Any, container: Table) -> Any:
    """The Lua table with the contents of a container, None where several states share them."""
    backing = container._backing
    if isinstance(backing, LuaBacking) and backing.engine is not engine:
        share(container)
    return None if isinstance(container._backing, SharedBacking) else engine.lua_table(container)


class World:
    """What one Lua state has for itself while another one runs."""

    def __init__(self, serializer: Serializer) -> None:
        self.serializer = serializer
        self.generator = Generator()
        self.tensor_type = "torch.DoubleTensor"
        self.classes: dict[str, type] = {}

    @contextlib.contextmanager
    def entered(self, caller: Serializer) -> Iterator[None]:
        """Puts this state's things in place of those of `caller`'s state, and back in the end."""
        self._exchange(self.serializer)
        try:
            yield
        finally:
            self._exchange(caller)

    def _exchange(self, active: Serializer) -> None:
        for name in _STREAM:
            mine, theirs = getattr(self.generator, name), getattr(default_generator, name)
            setattr(self.generator, name, theirs)
            setattr(default_generator, name, mine)
        previous = torch.getdefaulttensortype()
        torch.setdefaulttensortype(self.tensor_type)
        self.tensor_type = previous
        defined = {name: cls for name, cls in registry.classes() if "_lua_state" in cls.__dict__}
        for name in defined:
            registry.forget(name)
        for name, cls in self.classes.items():
            registry.register(name, replace=True)(cls)
        self.classes = defined
        converter.file.use_bridge(active)


class Parcel:
    """A value on its way from one state to another: serialized, but for what both shall share."""

    def __init__(self, value: Any, sender: Serializer, sharing: bool) -> None:
        self._shared: dict[int, tuple[Any, Stored]] = {}
        buffer = io.BytesIO()
        sink = BinarySink(buffer.write, Encoding())
        writer = _SharingWriter(self._stand_in if sharing else None, sink, **sender.writer_options())
        writer.write(value)
        sink.flush()
        self._data = buffer.getvalue()

    def _stand_in(self, value: Any) -> Stored | None:
        """What is written for an object that both states shall share."""
        if isinstance(value, Table) and hasattr(value, "typename"):
            share(value)
        elif not isinstance(value, (TensorCore, Storage)) and not getattr(value, "_shared_by_threads", False):
            return None
        return self._shared.setdefault(id(value), (value, Stored(f"{_SHARED}{id(value)}", fields={})))[1]

    def open(self, receiver: Serializer) -> Any:
        """The value in the receiver's state."""
        options = receiver.reader_options()
        make = options.pop("factory")

        def factory(typename: str) -> Any:
            if typename.startswith(_SHARED):
                return self._shared[int(typename[len(_SHARED) :])][0], lambda file, version: file.readObject()
            return make(typename)

        return converter.read(self._data, factory=factory, **options).object


class _SharingWriter(Writer):
    def __init__(self, stand_in: Any, sink: Any, **options: Any) -> None:
        super().__init__(sink, **options)
        self._stand_in = stand_in

    def _object(self, value: Any) -> Iterator | None:
        stored = self._stand_in(value) if self._stand_in else None
        return super()._object(value if stored is None else stored)
