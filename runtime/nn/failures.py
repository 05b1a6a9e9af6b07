"""Errors of Python and numpy inside a layer, told with the layer's name and the sizes of what it was given."""

from __future__ import annotations

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
#: What wrong arguments lead to, where no check found them before.
FOREIGN = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
_OPEN = "runtime."


def in_words(error: BaseException) -> Any:
    """For an error of Python in a layer of this package a TorchError that tells layer and sizes; else the error."""
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
    return f"sizes do not fit ({text})" if isinstance(error, (ValueError, IndexError)) else text
