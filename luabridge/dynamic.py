"""Classes and objects as Lua scripts change them: torch.class, methods assigned, fields read and written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runtime import registry
from runtime.objects import TorchObject
from runtime.storage import Storage
from runtime.tensor import TensorCore

from .values import BoundLuaCallable, LuaCallable

#: Special methods that Python itself calls; only these Lua may replace under Python's own name.
_SHARED_SPECIALS = ("__init__", "__tostring__", "__call__")


def find_class(typename: str, state: int) -> type | None:
    """The class of this Torch name, unless a script of another Lua state defined it, or it is a fork's not in use."""
    cls = registry.lookup(typename)
    if cls is not None and getattr(cls, "_lua_state", state) != state:
        cls = registry.covered(typename)
    return cls if cls is not None and registry.is_in_use(cls) else None


def derive(typename: str, parent: type, state: int) -> type:
    """A Python class for torch.class(typename, parent's name) in this Lua state, registered under its Torch name."""
    attributes = {"__module__": "luabridge.scripts", "_lua_state": state}
    metaclass: Any = type(parent)
    cls = metaclass(typename.rsplit(".", 1)[-1], (parent,), attributes)
    return registry.register(typename, replace=True)(cls)


def method(function: LuaCallable) -> Callable:
    """A Lua function as a method of a Python class."""
    engine, handle = function.engine, function.handle

    def call(self: Any, *args: Any) -> Any:
        return engine.call(handle, self, *args)

    call.lua = function  # type: ignore[attr-defined]
    return call


def assign(cls: type, name: str, value: Any) -> None:
    """What Lua's ``Class.name = value`` means in Python; nil takes the class's own attribute away."""
    if name.startswith("__") and name not in _SHARED_SPECIALS:
        return
    if value is None:
        if name in cls.__dict__:
            delattr(cls, name)
    else:
        setattr(cls, name, method(value) if isinstance(value, LuaCallable) else value)


def factory(cls: type) -> Any:
    """An object of `cls` without its fields, an empty tensor or storage (torch.factory)."""
    return cls() if issubclass(cls, (TensorCore, Storage)) else cls.__new__(cls)  # type: ignore[call-overload]


def get_field(obj: Any, key: Any) -> Any:
    """A field of an object; None where it has none."""
    try:
        return obj.__dict__.get(key)
    except AttributeError:
        return None


def set_field(obj: TorchObject, key: Any, value: Any) -> None:
    """Sets a field, None removes it. A function over a method's name becomes that object's method."""
    fields = obj.__dict__
    if value is None:
        fields.pop(key, None)
    elif type(value) is LuaCallable and callable(getattr(type(obj), str(key), None)):
        fields[key] = BoundLuaCallable(value, obj)
    else:
        fields[key] = value


def fields(obj: Any) -> tuple:
    """Names and values of all fields, in turn."""
    flat: list[Any] = []
    for key, value in list(obj.__dict__.items()):
        if value is not None:
            flat += (key, value)
    return tuple(flat)


def next_field(obj: Any, key: Any) -> Any:
    """The field after `key` (the first one after None), as (name, value); None at the end."""
    found = key is None
    for name, value in obj.__dict__.items():
        if found and value is not None:
            return name, value
        found = found or name == key
    if not found:
        raise KeyError("invalid key to 'next'")
    return None


def set_class(obj: Any, cls: type) -> None:
    """Makes `obj` an object of another class (setmetatable)."""
    obj.__class__ = cls
