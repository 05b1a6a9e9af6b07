"""What Lua asks about Python objects and classes: their kind, their methods, how many arguments these take."""

from __future__ import annotations

import inspect
import opcode
import types
from typing import Any

import numpy as np

from runtime.copying import clone
from runtime.objects import TorchObject
from runtime.storage import Storage
from runtime.table import Table
from runtime.tensor import Tensor

from .constructors import constructor, initializer
from .foreign import remember
from .values import LuaCallable, LuaObject, LuaOpaque

#: Special methods of Python that classes of Lua have too, and Torch's names of them.
_LUA_NAMES = {
    "__init__": "__init",
    "__tostring__": "__tostring__",
    "__call__": "__call__",
    "__len__": "__len__",
    "__add__": "__add__",
    "__sub__": "__sub__",
    "__mul__": "__mul__",
    "__truediv__": "__div__",
    "__mod__": "__mod__",
    "__pow__": "__pow__",
    "__neg__": "__unm__",
}
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)


def kind_of(cls: type) -> str | None:
    """The kind of a registered class: object (a table of fields), tensor, storage or userdata."""
    if issubclass(cls, Tensor):
        return "tensor"
    if issubclass(cls, Storage):
        return "storage"
    if issubclass(cls, TorchObject):
        return "object"
    return "userdata" if isinstance(getattr(cls, "_typename", None), str) else None


def describe(value: Any) -> Any:
    """(kind, class) of an object of a Torch class; the kind alone of any other object."""
    cls = type(value)
    if cls is Table or issubclass(cls, LuaObject):
        return "table"
    if cls is LuaOpaque:
        return "opaque"
    if issubclass(cls, LuaCallable):
        return "callable"
    for base in cls.__mro__:  # an undeclared subclass behaves as its nearest declared ancestor
        if is_declared(base):
            return kind_of(base), base
    if issubclass(cls, BaseException):
        return "exception" if issubclass(cls, Exception) else "fatal"
    if issubclass(cls, np.generic):
        return "scalar"
    return "function" if isinstance(value, _FUNCTIONS) else "foreign"


def is_declared(cls: type) -> bool:
    """Whether `cls` itself was given a Torch name (which another class may have taken over since)."""
    return isinstance(cls.__dict__.get("_typename"), str) and cls is not TorchObject


def class_info(cls: type) -> tuple:
    """Kind, Torch name, declared parent, version, constructor's arity and constructor of a declared class."""
    version = getattr(cls, "_version", 1)
    make = constructor_arity(cls), constructor(cls)
    return kind_of(cls), cls._typename, parent_of(cls), version, *make  # type: ignore[attr-defined]


def parent_of(cls: type) -> Any:
    """The nearest declared ancestor."""
    return next(filter(is_declared, cls.__mro__[1:]), None)


def own_classes(cls: type) -> list[type]:
    """The classes whose methods are `cls`'s own: itself and bases that its registered parent does not have."""
    parent = parent_of(cls)
    inherited = parent.__mro__ if parent else (object,)
    return [base for base in cls.__mro__ if base not in inherited]


def class_methods(cls: type) -> tuple:
    """(name, id, function, arity) of each own method, flat; `_lua_methods` are those that Lua sees differently."""
    flat: list[Any] = []
    seen = set()
    for base in own_classes(cls):
        shown = base.__dict__.get("_lua_methods", {})
        for name, value in {**base.__dict__, **shown}.items():
            lua_name = name if name[0] != "_" else _LUA_NAMES.get(name, name if name in shown else None)
            if lua_name is None or lua_name in seen:
                continue
            seen.add(lua_name)
            function = value.__func__ if isinstance(value, staticmethod) else value
            if isinstance(function, types.FunctionType):
                called = initializer(cls, function) if name == "__init__" else function
                flat += (lua_name, id(function), called, arity(function), may_give_nothing(function))
    return tuple(flat)


def class_statics(cls: type) -> tuple:
    """(name, value) of each own public attribute that is a plain value or a table (a copy of it), flat."""
    flat: list[Any] = []
    for base in reversed(own_classes(cls)):
        for name, value in base.__dict__.items():
            if not name.startswith("_") and isinstance(value, (bool, int, float, str, Table)):
                flat += (name, clone(value))
    return tuple(flat)


def field_shadows(cls: type) -> tuple:
    return tuple(getattr(cls, "_field_shadows", ()))


def constructor_arity(cls: type) -> int:
    init = cls.__init__  # type: ignore[misc]
    if isinstance(init, types.FunctionType):
        count = arity(init)
        return count - 1 if count > 0 else count
    return 0 if init is object.__init__ else -1


_RETURN_VALUE = opcode.opmap["RETURN_VALUE"]
_RETURN_CONST = opcode.opmap.get("RETURN_CONST", -1)
_LOAD_CONST = opcode.opmap["LOAD_CONST"]
_DEFINITE = (opcode.opmap["BUILD_TUPLE"], opcode.opmap["BUILD_LIST"])


def may_give_nothing(function: Any) -> bool:
    """Whether None, as the result of this function, is no value to Lua rather than nil.

    So it is where every `return` is bare (or there is none) or gives a tuple: such a function has no nil to return.
    """
    code = function.__code__
    if code.co_flags & inspect.CO_GENERATOR:
        return False
    byte, last = code.co_code, -1
    nothing = False
    for i in range(0, len(byte), 2):
        operation = byte[i]
        if operation == _RETURN_CONST or operation == _RETURN_VALUE and last >= 0 and byte[last] == _LOAD_CONST:
            argument = byte[i + 1] if operation == _RETURN_CONST else byte[last + 1]
            constant = code.co_consts[argument]
            if constant is None:
                nothing = True
            elif not isinstance(constant, tuple):
                return False
        elif operation == _RETURN_VALUE and byte[last] not in _DEFINITE:
            return False
        last = i
    return nothing


def arity(function: Any) -> int:
    """The number of positional arguments of a callable (self included), -1 for any number.

    A bound method counts its object too: lupa drops it where Lua passes it (``object:method()``).
    """
    remember(function)
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    if code is not None:
        return -1 if code.co_flags & inspect.CO_VARARGS else code.co_argcount
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return -1
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return -1
    return sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)
