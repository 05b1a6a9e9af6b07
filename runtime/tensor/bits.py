"""Bit operations of integer tensors: and, or, xor, shifts. Shifts of reals multiply by powers of two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import TorchError
from .elements import fitting, resized
from .overload import operation


def _logical(name: str, ufunc: Callable, doc: str) -> None:
    def check(t: Any, called: str) -> None:
        if not t.dtype.integral:
            raise TorchError(f"{called} is only supported for integer type tensors")

    def with_number(r: Any, t: Any, value: int) -> Any:
        check(t, name)
        r = resized(r, t)
        ufunc(t.array, value, r.array)
        return r

    def with_tensor(r: Any, t: Any, src: Any) -> Any:
        check(t, f"c{name}")
        r = resized(r, t)
        ufunc(t.array, fitting(src, r, "r_ t src", r, t, src), r.array)
        return r

    with_number.__doc__ = f"Bitwise {doc} of every element with a number; integer tensors only."
    with_tensor.__doc__ = f"Bitwise {doc} element by element; integer tensors only."
    operation(name, "*T* [T] real")(with_number)
    operation(f"c{name}", "*T* [T] T")(with_tensor)


_logical("bitand", np.bitwise_and, "and")
_logical("bitor", np.bitwise_or, "or")
_logical("bitxor", np.bitwise_xor, "exclusive or")


def _shift(name: str, ufunc: Callable, of_real: Callable, doc: str) -> None:
    def shifted(t: Any, count: Any, out: Any) -> None:
        if t.dtype.integral:  # bits of the unsigned type move: no sign is dragged along
            unsigned = np.dtype(f"u{out.dtype.itemsize}")
            ufunc(t.array.view(unsigned), np.asarray(count, out.dtype).view(unsigned), out.view(unsigned))
        elif t.dtype.numpy == np.float16:
            raise TorchError(f"{name} is not supported for {t.typename}")
        else:
            of_real(t.array, np.exp2(np.asarray(count, out.dtype)), out)

    def with_number(r: Any, t: Any, value: float) -> Any:
        r = resized(r, t)
        shifted(t, value, r.array)
        return r

    def with_tensor(r: Any, t: Any, src: Any) -> Any:
        r = resized(r, t)
        shifted(t, fitting(src, r, "r_ t src", r, t, src), r.array)
        return r

    with_number.__doc__ = f"Shifts the bits of every element {doc} by a number."
    with_tensor.__doc__ = f"Shifts the bits of every element {doc} by the element of the other tensor."
    operation(name, "*T* [T] real")(with_number)
    operation(f"c{name}", "*T* [T] T")(with_tensor)


_shift("lshift", np.left_shift, np.multiply, "left")
_shift("rshift", np.right_shift, np.true_divide, "right")
