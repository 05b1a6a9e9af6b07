"""What Python and numpy expect of an array beside operators: comparisons and numpy's functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .core import TensorCore


class Protocols(TensorCore):
    """``t < 2`` makes a mask (a ByteTensor); ``np.sum(t, axis=0)``, ``np.exp(t, out=t)`` see the tensor's array."""

    __slots__ = ()

    def __lt__(self, other: Any) -> Any:
        return self.lt(other) if _comparable(other) else NotImplemented

    def __le__(self, other: Any) -> Any:
        return self.le(other) if _comparable(other) else NotImplemented

    def __gt__(self, other: Any) -> Any:
        return self.gt(other) if _comparable(other) else NotImplemented

    def __ge__(self, other: Any) -> Any:
        return self.ge(other) if _comparable(other) else NotImplemented

    def __int__(self) -> int:
        """The only element, cut to a whole number."""
        return int(self.array.item())

    def __array_function__(self, function: Callable, types: Any, args: tuple, kwargs: dict) -> Any:
        return function(*_arrays(args), **_arrays(kwargs))

    def __array_ufunc__(self, function: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        """The ufunc on the arrays of all tensors; tensors given as `out` are returned."""
        out = kwargs.get("out")
        result = getattr(function, method)(*_arrays(args), **_arrays(kwargs))
        if out is None:
            return result
        return out[0] if len(out) == 1 else out


def _comparable(value: Any) -> bool:
    return isinstance(value, (int, float, np.number, TensorCore))


def _arrays(value: Any) -> Any:
    """`value` with arrays in place of tensors, inside lists, tuples and dictionaries, too."""
    if isinstance(value, TensorCore):
        return value.array
    if type(value) in (list, tuple):
        return type(value)([_arrays(item) for item in value])
    if type(value) is dict:
        return {key: _arrays(item) for key, item in value.items()}
    return value
