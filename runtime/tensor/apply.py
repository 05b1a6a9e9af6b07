"""apply, map, map2: a Python function called for every element, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..arguments import lua_type
from ..errors import TorchError
from ..storage import cast
from .core import TensorCore
from .elements import fitting
from .overlap import shares_elements


class Apply(TensorCore):
    """Elements replaced by what a function returns; where it returns None (nil) they stay."""

    __slots__ = ()

    def apply(self, function: Any = None) -> Any:
        """``x = function(x)`` for every element x."""
        self._check_function(function)
        return self._applied(function, self.array.reshape(-1).tolist())

    def map(self, other: Any = None, function: Any = None) -> Any:
        """``x = function(x, y)`` for every element x and the corresponding y of `other`."""
        self._check_tensors(other)
        if self.is_contiguous() and other.is_contiguous() and self.array.size != other.array.size:
            raise TorchError("size mismatch")
        self._check_function(function)
        ys = fitting(other, self, "tensor src", self, other)
        return self._applied(function, self.array.reshape(-1).tolist(), ys.reshape(-1).tolist())

    def map2(self, first: Any = None, second: Any = None, function: Any = None) -> Any:
        """``x = function(x, y, z)`` for every element x and the corresponding y and z."""
        self._check_tensors(first, second)
        sizes = {t.array.size for t in (self, first, second)}
        if len(sizes) > 1 and all(t.is_contiguous() for t in (self, first, second)):
            raise TorchError("size mismatch")
        self._check_function(function)
        ys, zs = (fitting(s, self, "tensor src1 src2", self, first, second) for s in (first, second))
        columns = [array.reshape(-1).tolist() for array in (self.array, ys, zs)]
        return self._applied(function, *columns)

    def _check_function(self, function: Any) -> None:
        if not callable(function) and self._size:
            raise TorchError(f"attempt to call local 'func' (a {lua_type(function)} value)")

    def _check_tensors(self, *sources: Any) -> None:
        for n, source in enumerate(sources, 1):
            if not isinstance(source, TensorCore):
                raise TorchError(f"bad argument #{n} to 'map' (tensor expected)")
        for n, source in enumerate(sources, 1):
            if type(source) is not type(self):
                got = f"{self._typename} expected, got {source._typename}"
                raise TorchError(f"bad argument #{n} to 'map' ({got})")

    def _applied(self, function: Callable, *columns: Iterable) -> Any:
        target = self.array.flat
        if shares_elements(self):  # the function sees what it has returned for an earlier position
            columns = ((target[i].item() for i in range(len(target))), *columns[1:])
        for i, values in enumerate(zip(*columns)):
            result = function(*values)
            if isinstance(result, (int, float)) and not isinstance(result, bool):
                target[i] = cast(result, self.dtype)
            elif result is not None:
                raise TorchError(f"given function should return a number or nil, not a {lua_type(result)}")
        return self
