"""apply, map, map2: a Python function called for every element, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import TorchError
from ..storage import cast
from .core import TensorCore
from .elements import fitting
from .sizes import lua_type


class Apply(TensorCore):
    """Elements replaced by what a function returns; where it returns None (nil) they stay."""

    __slots__ = ()

    def apply(self, function: Callable) -> Any:
        """``x = function(x)`` for every element x."""
        return self._applied(function, self.array.reshape(-1).tolist())

    def map(self, other: Any, function: Callable) -> Any:
        """``x = function(x, y)`` for every element x and the corresponding y of `other`."""
        ys = fitting(other, self, "tensor src", self, other)
        return self._applied(function, self.array.reshape(-1).tolist(), ys.reshape(-1).tolist())

    def map2(self, first: Any, second: Any, function: Callable) -> Any:
        """``x = function(x, y, z)`` for every element x and the corresponding y and z."""
        ys, zs = (fitting(s, self, "tensor src1 src2", self, first, second) for s in (first, second))
        columns = [array.reshape(-1).tolist() for array in (self.array, ys, zs)]
        return self._applied(function, *columns)

    def _applied(self, function: Callable, *columns: list) -> Any:
        target = self.array.flat
        for i, values in enumerate(zip(*columns)):
            result = function(*values)
            if isinstance(result, (int, float)) and not isinstance(result, bool):
                target[i] = cast(result, self.dtype)
            elif result is not None:
                raise TorchError(f"given function should return a number or nil, not a {lua_type(result)}")
        return self
