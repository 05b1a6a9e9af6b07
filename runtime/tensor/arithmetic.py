"""Arithmetic element by element: add, csub, mul, div, fmod, remainder and their two-tensor forms."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..storage import cast
from .elements import add_scaled, fitting, resized, truncated_quotient
from .overload import operation


@operation("add", "*T* [T] real")
def add(r: Any, t: Any, value: float) -> Any:
    """Adds a number, or ``value * src``, to every element."""
    r = resized(r, t)
    np.add(t.array, value, r.array)
    return r


@operation("add", "*T* [T] [real=1] T")
def cadd(r: Any, t: Any, value: float, src: Any) -> Any:
    if value == 1 and r is t and r._size == src._size:
        out, b = r._view, src._view  # `array` written out: this is the most frequent call of all
        if out is None or r._base is not r._storage.array:
            out = r._rebuild()
        if b is None or src._base is not src._storage.array:
            b = src._rebuild()
        np.add(out, b, out)
        return r
    r = resized(r, t)
    out, b = r.array, fitting(src, r, "r_ t src", r, t, src)
    if r is t:
        add_scaled(out, value, b)
    elif value == 1:
        np.add(t.array, b, out)
    else:
        np.add(t.array, np.multiply(b, value, dtype=out.dtype), out)
    return r


@operation("csub", "*T* [T] real")
def csub(r: Any, t: Any, value: float) -> Any:
    """Subtracts a number, or ``value * src``, from every element."""
    r = resized(r, t)
    np.subtract(t.array, value, r.array)
    return r


@operation("csub", "*T* [T] [real=1] T")
def csub_scaled(r: Any, t: Any, value: float, src: Any) -> Any:
    return cadd(r, t, cast(-value, src.dtype), src)


@operation("mul", "*T* [T] real")
def mul(r: Any, t: Any, value: float) -> Any:
    """Multiplies every element by a number."""
    r = resized(r, t)
    np.multiply(t.array, value, r.array)
    return r


@operation("cmul", "*T* [T] T")
def cmul(r: Any, t: Any, src: Any) -> Any:
    """Multiplies element by element."""
    r = resized(r, t)
    np.multiply(t.array, fitting(src, r, "r_ t src", r, t, src), r.array)
    return r


@operation("div", "*T* [T] real")
def div(r: Any, t: Any, value: float) -> Any:
    """Divides every element by a number; integers divide towards zero."""
    r = resized(r, t)
    _divide(t.array, value, r.array)
    return r


@operation("cdiv", "*T* [T] T")
def cdiv(r: Any, t: Any, src: Any) -> Any:
    """Divides element by element; integers divide towards zero."""
    r = resized(r, t)
    _divide(t.array, fitting(src, r, "r_ t src", r, t, src), r.array)
    return r


def _divide(a: Any, b: Any, out: Any) -> None:
    if out.dtype.kind == "f":
        np.true_divide(a, b, out)
    else:
        truncated_quotient(a, b, out)


@operation("fmod mod", "*T* [T] real")
def fmod(r: Any, t: Any, value: float) -> Any:
    """Remainder of the division with the sign of the dividend, as C's fmod and %."""
    r = resized(r, t)
    np.fmod(t.array, _divisor(value, r), r.array)
    return r


@operation("cfmod cmod", "*T* [T] T")
def cfmod(r: Any, t: Any, src: Any) -> Any:
    """Remainder element by element with the sign of the dividend."""
    r = resized(r, t)
    np.fmod(t.array, _divisor(fitting(src, r, "r_ t src", r, t, src), r), r.array)
    return r


@operation("remainder", "*T* [T] real")
def remainder(r: Any, t: Any, value: float) -> Any:
    """Remainder of the division with the sign of the divisor, as Python's %."""
    r = resized(r, t)
    _remainder(t.array, _divisor(value, r), r.array)
    return r


@operation("cremainder", "*T* [T] T")
def cremainder(r: Any, t: Any, src: Any) -> Any:
    """Remainder element by element with the sign of the divisor."""
    r = resized(r, t)
    _remainder(t.array, _divisor(fitting(src, r, "r_ t src", r, t, src), r), r.array)
    return r


def _remainder(a: Any, b: Any, out: Any) -> None:
    if out.dtype.kind != "f":
        np.remainder(a, b, out)
        return
    quotient = np.floor(np.true_divide(a, b, dtype=out.dtype))  # NaN where b is 0, then everywhere
    np.subtract(a, np.multiply(quotient, b, out=quotient), out)


def _divisor(value: Any, r: Any) -> Any:
    if r.dtype.integral and np.any(np.equal(value, 0)):
        raise TorchError("integer division by zero")
    return value


@operation("addcmul", "*T* [T] [real=1] T T")
def addcmul(r: Any, t: Any, value: float, src1: Any, src2: Any) -> Any:
    """``t + value * src1 * src2`` element by element."""
    r = _copied(r, t)
    a, b = (fitting(s, r, "r_ src1 src2", r, src1, src2) for s in (src1, src2))
    scaled = np.multiply(a, value, dtype=r.array.dtype)
    np.add(r.array, np.multiply(scaled, b, out=scaled), r.array)
    return r


@operation("addcdiv", "*T* [T] [real=1] T T")
def addcdiv(r: Any, t: Any, value: float, src1: Any, src2: Any) -> Any:
    """``t + value * src1 / src2`` element by element."""
    r = _copied(r, t)
    a, b = (fitting(s, r, "r_ src1 src2", r, src1, src2) for s in (src1, src2))
    kind = r.array.dtype
    if kind.kind in "iu" and kind.itemsize < 4:  # C computes with ints
        kind = np.dtype(np.int32)
    scaled = np.multiply(a, value, dtype=kind)
    _divide(scaled, b, scaled)
    np.add(r.array, scaled, r.array, casting="unsafe")
    return r


def _copied(r: Any, t: Any) -> Any:
    if r is t:
        return r
    return resized(r, t).copy(t)
