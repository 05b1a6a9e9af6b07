"""Comparisons, which give masks (ByteTensors) or 0 and 1 in the tensor's own type; any, all, equal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import argument_error
from .elements import fitting, sized
from .overload import operation


def _flags(r: Any) -> Any:
    """Where a comparison writes: a mask's bytes as booleans, other types as they are."""
    array = r.array
    return array.view(np.bool_) if array.dtype == np.uint8 else array


def _declare(name: str, ufunc: Callable, doc: str) -> None:
    def with_number(r: Any, t: Any, value: float) -> Any:
        r = sized(r, t._size, t.byte_class)
        ufunc(t.array, value, _flags(r))
        return r

    def with_tensor(r: Any, a: Any, b: Any) -> Any:
        r = sized(r, a._size, a.byte_class)
        ufunc(a.array, fitting(b, r, "r_ ta tb", r, a, b), _flags(r))
        return r

    with_number.__doc__ = f"1 where an element is {doc} a number (or the other tensor's element), else 0."
    for pattern, kernel in (
        ("[*B*] T real", with_number),
        ("*T* T real", with_number),
        ("[*B*] T T", with_tensor),
        ("*T* T T", with_tensor),
    ):
        operation(name, pattern, in_place=True)(kernel)


_declare("lt", np.less, "less than")
_declare("gt", np.greater, "greater than")
_declare("le", np.less_equal, "at most")
_declare("ge", np.greater_equal, "at least")
_declare("eq", np.equal, "equal to")
_declare("ne", np.not_equal, "different from")


@operation("equal", "T T")
def equal(a: Any, b: Any) -> bool:
    """Whether both tensors have the same sizes and the same elements."""
    return a._size == b._size and bool(np.array_equal(a.array, b.array))


@operation("any", "T", types=("Byte", "CudaByte"))
def any_set(t: Any) -> bool:
    """Whether any element of a mask is not 0."""
    if not t._size:
        raise argument_error(1, "empty Tensor")
    return bool(t.array.any())


@operation("all", "T", types=("Byte", "CudaByte"))
def all_set(t: Any) -> bool:
    """Whether no element of a mask is 0."""
    if not t._size:
        raise argument_error(1, "empty Tensor")
    return bool(t.array.all())
