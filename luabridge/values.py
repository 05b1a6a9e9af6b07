"""Lua tables and functions as Python objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.table import Table

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


class LuaObject(Table):
    """An object of a class that exists in Lua only (torch.class without a Python ancestor): a Table with a class."""

    __slots__ = ("_typename",)

    @property
    def typename(self) -> str:
        return self._typename

    @classmethod
    def of(cls, typename: str, backing: LuaBacking) -> Table:
        table = cls.backed(backing)
        table._typename = typename  # type: ignore[attr-defined]
        return table


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
        import weakref

        super().__init__(function.engine, function.handle)
        self.owner = weakref.ref(owner)

    def __call__(self, *args: Any) -> Any:
        return self.engine.call(self.handle, self.owner(), *args)
