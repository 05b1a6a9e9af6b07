"""Methods of nn.Module around forward and backward (dpnn's dontBackward and contiguousInput)."""

from __future__ import annotations

from typing import Any

from ...objects import LuaFunction
from ...table import Table

#: A function in files, with `{name, id, value}` upvalues.
_FUNCTION = 8


class Nothing(LuaFunction):
    """Takes the place of a method that is to do nothing; in a file it is a Lua function without a body."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(_FUNCTION, b"return", Table())

    def __call__(self, *args: Any) -> None:
        return None


class Passes:
    """Freezing a module; inputs that must be contiguous."""

    def dontBackward(self: Any) -> Any:
        """From now on backward does nothing in this module, and gives no gradient; returns self."""
        for name in ("backward", "updateGradInput", "accGradParameters", "accUpdateGradParameters"):
            vars(self)[name] = Nothing()
        return self

    def contiguousInput(self: Any, input: Any, backward: Any = None) -> Any:
        """`input`, or a contiguous copy of it; in the backward pass the copy that the forward pass made."""
        copy = vars(self).get("dpnn_cinput")
        if backward:
            return input if copy is None else copy
        if input.is_contiguous():
            return input
        if copy is None:
            copy = vars(self)["dpnn_cinput"] = type(input)()
        copy.resize_array(input._size)
        return copy.copy(input)
