"""Lua tables and functions as Python objects."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, MutableMapping
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engine import Engine


class LuaBacking:
    """Gives a Table the contents of a Lua table; `handle` is lupa's reference to it."""

    __slots__ = ("engine", "handle")

    def __init__(self, engine: Engine, handle: Any) -> None:
        self.engine, self.handle = engine, handle

    def get(self, key: Any) -> Any:
        return self.engine.call(self.engine.table_get, self.handle, key)

    def set(self, key: Any, value: Any) -> None:
        self.engine.call(self.engine.table_set, self.handle, key, value)

    def length(self) -> int:
        return len(self.handle)

    def array(self) -> list[Any]:
        found = self.engine.table_array(self.handle)
        if type(found) is int:
            return []
        values = list(found[1:])
        while len(values) < found[0]:
            part = self.engine.table_part(self.handle, len(values) + 1, min(len(values) + 3000, found[0]))
            values.extend(part if isinstance(part, tuple) else (part,))
        return values

    def items(self) -> list[tuple[Any, Any]]:
        pairs: list[tuple[Any, Any]] = []
        more: Any = True
        while more:
            found = self.engine.table_items(self.handle, *(pairs[-1][:1] if pairs else ()))
            if type(found) is not tuple:
                break
            more = found[0]
            pairs.extend(zip(found[1::2], found[2::2]))
        return pairs


class LuaObject(MutableMapping):
    """An object of a class that exists in Lua only: its fields as a mapping, its methods as attributes."""

    __slots__ = ("_typename", "_backing", "__weakref__")

    def __init__(self, typename: str, backing: LuaBacking) -> None:
        self._typename, self._backing = typename, backing

    @property
    def typename(self) -> str:
        return self._typename

    def __getitem__(self, key: Any) -> Any:
        value = self._backing.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: Any, value: Any) -> None:
        self._backing.set(key, value)

    def __delitem__(self, key: Any) -> None:
        self._backing.set(key, None)

    def __iter__(self) -> Iterator[Any]:
        return iter([key for key, _ in self._backing.items()])

    def __len__(self) -> int:
        return len(self._backing.items())

    def items(self) -> list[tuple[Any, Any]]:  # type: ignore[override]
        return self._backing.items()

    def __getattr__(self, name: str) -> Any:
        value = None if name.startswith("__") else self._backing.get(name)
        if value is None:
            raise AttributeError(f"{self._typename} has no field or method {name!r}")
        return partial(value, self) if isinstance(value, LuaCallable) else value

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<{self._typename} of Lua>"


class LuaOpaque:
    """A value of Lua that means nothing to Python (a coroutine, a C pointer): kept and handed back."""

    __slots__ = ("kind", "handle", "__weakref__")

    def __init__(self, kind: str, handle: Any) -> None:
        self.kind, self.handle = kind, handle

    def __repr__(self) -> str:
        return f"<Lua {self.kind}>"


class LuaCallable:
    """A Lua function in Python: call it, keep it, hand it back; Lua gets the same function again."""

    __slots__ = ("engine", "handle", "__weakref__")

    def __init__(self, engine: Engine, handle: Any) -> None:
        self.engine, self.handle = engine, handle

    def __call__(self, *args: Any) -> Any:
        return self.engine.call(self.handle, *args)

    def __repr__(self) -> str:
        return f"<Lua function {self.engine.describe_function(self.handle)}>"


class BoundLuaCallable(LuaCallable):
    """A Lua function assigned to an object over one of its methods: Python's calls pass the object, as Lua's do."""

    __slots__ = ("owner",)

    def __init__(self, function: LuaCallable, owner: Any) -> None:
        super().__init__(function.engine, function.handle)
        self.owner = weakref.ref(owner)

    def __call__(self, *args: Any) -> Any:
        return self.engine.call(self.handle, self.owner(), *args)
