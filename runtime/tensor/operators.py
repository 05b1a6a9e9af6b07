"""Operators with Torch's meaning: ``a * b`` of tensors is the matrix product, ``a / b`` takes numbers only.

Lua's metamethods call `__add__`, `__sub__`, `__mul__`, `__div__`, `__mod__`, `__unm__`. ``==`` is identity.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import lua_type, to_number, wrong_class
from ..errors import TorchError, argument_error
from ..negation import negative
from ..storage import cast
from . import arithmetic, blas
from .core import TensorCore
from .elements import inconsistent


def _real(value: Any, t: Any, position: int = 2) -> float:
    """`value` as a number of the tensor's type; Torch's error if it is none."""
    number = to_number(value)
    if number is None:
        raise argument_error(position, f"number expected, got {lua_type(value)}")
    return cast(number, t.dtype)


class Operators(TensorCore):
    """Each operator makes a new tensor; an ndarray on either side makes numpy's operation, and an ndarray."""

    __slots__ = ()
    _lua_methods: dict[str, Any] = {"__pow__": None}  #: what Lua sees otherwise: in Torch tensors have no ^

    def _same_type(self, other: Any) -> bool:
        return type(other) is type(self)

    def __add__(self, other: Any) -> Any:
        if self._same_type(other):
            return arithmetic.cadd(None, self, 1, _checked(self, other))
        if isinstance(other, np.ndarray):
            return NotImplemented
        return arithmetic.add(None, self, _real(other, self))

    def __radd__(self, other: Any) -> Any:
        return arithmetic.add(None, self, _real(other, self, 1))

    def __sub__(self, other: Any) -> Any:
        if self._same_type(other):
            return arithmetic.csub_scaled(None, self, 1, _checked(self, other))
        if isinstance(other, np.ndarray):
            return NotImplemented
        return arithmetic.csub(None, self, _real(other, self))

    def __rsub__(self, other: Any) -> Any:
        result = self.empty(self._size)
        np.subtract(_real(other, self, 1), self.array, result.array)
        return result

    def __mul__(self, other: Any) -> Any:
        """A number scales; a vector and a vector give their dot product, a matrix the matrix product."""
        if isinstance(other, np.ndarray):
            return NotImplemented
        if not self._same_type(other):
            return arithmetic.mul(None, self, _real(other, self))
        dims = len(self._size), len(other._size)
        if dims == (1, 1):
            return blas.dot(self, other)
        if dims == (2, 1):
            return blas.mv(None, self, other)
        if dims == (2, 2):
            return blas.mm(None, self, other)
        raise TorchError(f"multiplication between {dims[0]}D and {dims[1]}D tensors not yet supported")

    def __rmul__(self, other: Any) -> Any:
        return arithmetic.mul(None, self, _real(other, self, 1))

    def __matmul__(self, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        return self.__mul__(other)

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        if to_number(other) is None:
            raise argument_error(2, "number expected")
        return arithmetic.div(None, self, _real(other, self))

    def __rtruediv__(self, other: Any) -> Any:
        """Numbers cannot be divided by tensors (in Lua neither)."""
        raise wrong_class(1, self._typename, other)

    __rmod__ = __rtruediv__

    __div__ = __truediv__

    def __mod__(self, other: Any) -> Any:
        if to_number(other) is None:
            raise argument_error(2, "number expected")
        return arithmetic.remainder(None, self, _real(other, self))

    def __neg__(self) -> Any:
        result = self.empty(self._size)
        negative(self.array, out=result.array)
        return result

    __unm__ = __neg__

    def __pow__(self, exponent: float) -> Any:
        """Every element to the power of a number (in Python only)."""
        return self.clone().pow(exponent)  # type: ignore[attr-defined]

    def __abs__(self) -> Any:
        return self.clone().abs()  # type: ignore[attr-defined]


def _checked(a: Any, b: Any) -> Any:
    """`b` if it can be added to `a`; operators name the operands as Torch's do."""
    if a._size != b._size and a.nElement() != b.nElement():
        raise inconsistent("r_ t src", (a, a, b), [a.nElement(), a.nElement(), b.nElement()])
    return b
