"""Errors that scripts may catch carry Torch's own texts."""

from __future__ import annotations


class TorchError(RuntimeError):
    """An error that Torch7 would have raised; the bridge adds the position in the Lua file."""


def argument_error(index: int, text: str) -> TorchError:
    """What luaL_argerror says of argument `index` (the object itself is argument 1)."""
    return TorchError(f"bad argument #{index} to '?' ({text})")


def sizes(shape) -> str:
    """A shape as TH prints it: ``[2 x 3]``; ``[]`` for a tensor with no dimension."""
    return "[" + " x ".join(map(str, shape)) + "]"
