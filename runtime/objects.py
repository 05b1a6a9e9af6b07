"""Objects of Torch classes that keep their state in fields, and stand-ins for what cannot run here."""

from __future__ import annotations

from typing import Any


class TorchObject:
    """Base of every Torch class that is a table of fields.

    Fields live in ``vars(obj)`` in the order in which they were set or read (keys are strings,
    rarely numbers). `_origin` is what a file held before the loader upgraded the object: the
    writer returns to it if nothing was changed since.
    """

    __slots__ = ("__dict__", "__weakref__", "_origin")

    _typename = "torch.Object"
    #: Names that are fields of instances although the class has a method of that name.
    _field_shadows: frozenset[str] = frozenset()

    @property
    def typename(self) -> str:
        return self._typename

    def __deepcopy__(self, memo: dict) -> Any:
        from .copying import clone

        return clone(self)

    def __tostring__(self) -> str:
        return self._typename

    def __repr__(self) -> str:
        return self.__tostring__()


class UnknownObject(TorchObject):
    """Keeps the fields of an object whose class nobody knows, so that it can be written back."""

    __slots__ = ("_typename", "version")  # type: ignore[assignment]

    def __init__(self, typename: str, version: int = 1, fields: dict[Any, Any] | None = None) -> None:
        self._typename = typename  # type: ignore[misc]
        self.version = version
        vars(self).update(fields or {})

    def _copy_slots(self, clone: Any) -> None:
        UnknownObject.__init__(clone, self._typename, self.version)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(
            f"{self._typename} has no field or method {name!r}: luabridge has no class of this name; "
            f"register one with @runtime.register({self._typename!r})"
        )


class LuaFunction:
    """A function as a file holds it: opaque bytes, kept and written back, never run by Python.

    `tag` is the type number in the file (6, 7 or 8), `upvalues` the object that follows the code.
    """

    __slots__ = ("tag", "code", "upvalues", "__weakref__")

    def __init__(self, tag: int, code: bytes, upvalues: Any) -> None:
        self.tag, self.code, self.upvalues = tag, code, upvalues

    def __repr__(self) -> str:
        return f"<LuaFunction, {len(self.code)} bytes of bytecode>"

    def __call__(self, *args: Any) -> Any:
        from .errors import TorchError

        raise TorchError("a function from a .t7 file is LuaJIT bytecode: call it from Lua (luabridge.Lua)")
