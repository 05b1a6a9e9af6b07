"""Errors of Python and numpy inside a layer, told with the layer's name and the sizes of what it was given."""

from __future__ import annotations

import re
from types import FrameType
from typing import Any, NoReturn

from ..errors import TorchError, sizes
from ..table import Table
from ..tensor import TensorCore

#: The methods that compute.
_PASSES = frozenset({
    *("updateOutput", "updateGradInput", "accGradParameters", "accUpdateGradParameters"),
    *("forward", "backward", "backwardUpdate"),
})  # fmt: skip
_UNNAMED = re.compile(r"bad argument #(\d+) to '\?'(.*)", re.DOTALL)
#: What wrong arguments lead to, where no check found them before.
FOREIGN: tuple[type[Exception], ...] = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
#: What is told in other words.
TOLD: tuple[type[Exception], ...] = (TorchError, *FOREIGN)
_OPEN = "runtime."


def accept_nil(cls: type) -> None:
    """Lets callers leave out arguments of the computing methods of a class of this package: in Lua these are nil."""
    if not cls.__module__.startswith(_OPEN):
        return
    for name in _PASSES & vars(cls).keys():
        function = vars(cls)[name]
        code = getattr(function, "__code__", None)
        if code is not None:
            given = function.__defaults__ or ()
            function.__defaults__ = (None,) * (code.co_argcount - 1 - len(given)) + given


def in_words(error: BaseException) -> Any:
    """For an error of Python in a layer of this package a TorchError that tells layer and sizes; else the error.

    What a tensor's method says of its arguments gets the name of the method.
    """
    if isinstance(error, TorchError):
        return _named(error)
    if not isinstance(error, FOREIGN):
        return error
    frame = _pass_of(error)
    if frame is None:
        return error
    given = frame.f_locals
    names = frame.f_code.co_varnames[1 : frame.f_code.co_argcount]
    shown = ", ".join(f"{name} {_shape(given[name])}" for name in names if name in given and name != "scale")
    where = f"{given['self']._typename}.{frame.f_code.co_name}"
    return TorchError(f"{where}: {_reason(error)}: {shown}").with_traceback(error.__traceback__)


def _named(error: TorchError) -> TorchError:
    """The error, with the method that a layer called in place of "?"."""
    found = _UNNAMED.match(str(error))
    method = _method_called(error) if found else None
    if found and method:
        number = int(found[1]) - 1
        start = f"bad argument #{number} to '{method}'" if number else f"calling '{method}' on bad self"
        error.args = (start + found[2],)
    return error


def _method_called(error: BaseException) -> str | None:
    """The name of the tensor's method that a computing method called on the way to the error."""
    step, layer = error.__traceback__, False
    while step is not None:
        code, owner = step.tb_frame.f_code, step.tb_frame.f_locals.get("self")
        if layer and isinstance(owner, TensorCore) and not code.co_name.startswith("_"):
            return code.co_name
        layer = layer or code.co_name in _PASSES
        step = step.tb_next
    return None


def raise_in_words(error: Exception) -> NoReturn:
    """Raises what in_words makes of an error."""
    told = in_words(error)
    if told is error:
        raise error
    raise told from error


def _pass_of(error: BaseException) -> FrameType | None:
    """The innermost call of a computing method on the way to the error, if it is one of this package."""
    found, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_name in _PASSES and hasattr(step.tb_frame.f_locals.get("self"), "_typename"):
            found = step.tb_frame
        step = step.tb_next
    if found is None or not found.f_globals.get("__name__", "").startswith(_OPEN):
        return None
    return found


def _shape(value: Any) -> str:
    if isinstance(value, TensorCore):
        return sizes(value._size)
    if isinstance(value, Table):
        return "{" + ", ".join(_shape(v) for v in value.array_values()) + "}"
    if value is None:
        return "nil"
    return str(value) if isinstance(value, (int, float, str)) else getattr(value, "_typename", type(value).__name__)


def _reason(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, KeyError):
        return f"attempt to index field '{text}' (a nil value)"
    if isinstance(error, (AttributeError, TypeError)):
        kinds = (("NoneType", "a nil value"), ("'int'", "a number value"), ("'float'", "a number value"))
        for kind, told in (*kinds, ("'Table'", "a table value"), ("Tensor'", "a tensor"), ("'str'", "a string value")):
            if kind in text and ("attribute" in text or "subscriptable" in text):
                return f"{told} is not what this layer takes"
    if "matmul" in text:
        return "size mismatch"
    if any(word in text for word in ("broadcast", "reshape array", "wrong shape", "shapes", "out of bounds for axis")):
        return "inconsistent tensor size"
    return f"sizes do not fit ({text})" if isinstance(error, (ValueError, IndexError)) else text
