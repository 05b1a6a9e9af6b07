"""Errors of Python and numpy that no check foresaw, as Lua's functions in C put them."""

from __future__ import annotations

import inspect
import opcode
import re
from types import CodeType, FunctionType, TracebackType
from typing import Any

from runtime.arguments import lua_type, to_number, wrong_class, wrong_type
from runtime.errors import TorchError, sizes
from runtime.nn.failures import FOREIGN, in_words
from runtime.storage import Storage
from runtime.tensor import Tensor

#: Functions that Lua calls, by what a traceback and an error of a wrong call know of them.
_by_code: dict[CodeType, FunctionType] = {}
_by_name: dict[str, FunctionType] = {}

_OWN = ("runtime", "converter", "luabridge")
_RAISE = opcode.opmap["RAISE_VARARGS"]
_WRONG_CALL = re.compile(r"^([\w.<>]+)\(\) (missing|takes|got) .*?(?:: '(\w+)'.*)?$")
_SIMPLE = {"float": "number", "int": "number", "str": "string", "bool": "boolean"}
#: What tells that a text speaks of Python and not of what a script did.
_PYTHON = re.compile(
    r"NoneType|positional argument|has no attribute|unhashable|numpy|ndarray|not subscriptable|not callable"
    r"|not iterable|'(?:int|float|str|bool|tuple|list|dict|Table|object)'|int\(\)|invalid literal|dtype|broadcast|^\("
    r"|^-?\d+$|arrays?\b|Python|sequence of|unpack"
)


def remember(function: Any) -> None:
    """Notes a function that Lua can call."""
    if isinstance(function, FunctionType):
        _by_code.setdefault(function.__code__, function)
        _by_name.setdefault(function.__qualname__, function)


def explained(error: BaseException) -> BaseException:
    """The error as Lua is to see it: a TorchError where the text would be Python's."""
    told = in_words(error)
    if told is not error or not isinstance(error, FOREIGN):
        return told
    if not error.args or not isinstance(error.args[0], str):
        text = ""
    else:
        text = error.args[0]
        foreign = isinstance(error, (TypeError, AttributeError, LookupError)) or _PYTHON.search(text)
        if not foreign or _raised_here(error.__traceback__):
            return error
    function, given = _called(error, text)
    if function is None:
        return TorchError("invalid arguments")
    return _wrong_argument(function, given) or _left_out(function, text) or _in_general(function, given)


def _raised_here(step: TracebackType | None) -> bool:
    """Whether a `raise` of this project's own code threw the error: then its text is meant to be read."""
    last = None
    while step is not None:
        last, step = step, step.tb_next
    if last is None or last.tb_frame.f_globals.get("__name__", "").split(".")[0] not in _OWN:
        return False
    code = last.tb_frame.f_code.co_code
    return 0 <= last.tb_lasti < len(code) and code[last.tb_lasti] == _RAISE


def _called(error: BaseException, text: str) -> tuple[FunctionType | None, dict[str, Any]]:
    """The function that Lua called, and what it was given."""
    step = error.__traceback__
    while step is not None:
        function = _by_code.get(step.tb_frame.f_code)
        if function is not None:
            return function, {name: step.tb_frame.f_locals.get(name) for name in _names(function)}
        step = step.tb_next
    wrong = _WRONG_CALL.match(text)
    if wrong is None or wrong[1] not in _by_name:
        return None, {}
    function = _by_name[wrong[1]]
    names = _names(function)
    return function, {wrong[3]: None} if wrong[3] in names else {}


def _names(function: FunctionType) -> list[str]:
    code = function.__code__
    return list(code.co_varnames[: code.co_argcount + bool(code.co_flags & inspect.CO_VARARGS)])


def _wrong_argument(function: FunctionType, given: dict[str, Any]) -> TorchError | None:
    """The first argument that is not of the type which the function declares."""
    for index, name in enumerate(_names(function), 1):
        if name not in given:
            continue
        value = given[name]
        if index == 1 and name == "self":
            expected = _class_of(function)
            if expected and not hasattr(value, function.__name__):
                return wrong_class(1, expected, value)
            continue
        declared = str(function.__annotations__.get(name, ""))
        optional = value is None and ("None" in declared or _has_default(function, name))
        expected = _SIMPLE.get(declared.split(" | ")[0])
        if optional or expected is None:
            if not optional and value is None and declared and "Any" not in declared and declared != "object":
                return wrong_type(index, "value", value)
            continue
        fits = to_number(value) is not None if expected == "number" else lua_type(value) == expected
        if not fits and expected != "boolean":
            return wrong_type(index, expected, value)
    return None


def _left_out(function: FunctionType, text: str) -> TorchError | None:
    """The first argument that a call lacks, by its name where any value would do."""
    wrong, names = _WRONG_CALL.match(text), _names(function)
    if wrong is None or wrong[2] != "missing" or wrong[1] != function.__qualname__ or wrong[3] not in names:
        return None
    return wrong_type(names.index(wrong[3]) + 1, wrong[3], None)


def _has_default(function: FunctionType, name: str) -> bool:
    code, defaults = function.__code__, function.__defaults__ or ()
    return name in code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount]


def _class_of(function: FunctionType) -> str | None:
    """The Torch name of the class that a method was written for."""
    from runtime import registry

    owner = function.__qualname__.rpartition(".")[0]
    for typename, cls in registry.classes():
        if cls.__qualname__ == owner or any(base.__qualname__ == owner for base in cls.__mro__[1:-1]):
            return typename
    return None


def _in_general(function: FunctionType, given: dict[str, Any]) -> TorchError:
    values: list[Any] = []
    for name in _names(function):
        if name in given:
            values += given[name] if isinstance(given[name], tuple) else [given[name]]
    while values and values[-1] is None:
        values.pop()
    shown = " ".join(map(_shown, values)) or "no arguments provided"
    names = " ".join(_names(function))
    return TorchError(f"invalid arguments: {shown}\nexpected arguments: {names}")


def _shown(value: Any) -> str:
    if isinstance(value, Tensor):
        return f"{value._typename.removeprefix('torch.')}{sizes(value._size)}"
    if isinstance(value, Storage):
        return value._typename.removeprefix("torch.")
    name = getattr(value, "_typename", None)
    return name if isinstance(name, str) else lua_type(value)
