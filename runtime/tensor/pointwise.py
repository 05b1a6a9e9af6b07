"""Functions of one element: exp, log, tanh, floor, abs, pow, clamp ... (and of plain numbers)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import argument_error
from ..negation import negative
from ..storage import copy_into
from . import float_math
from .default import default_type
from .elements import fitting, resized
from .float_math import by_double, by_library
from .overload import REAL, operation


def _rsqrt(x: Any, out: Any) -> None:
    np.sqrt(x, out)
    np.reciprocal(out, out)


def _negative(x: Any, out: Any) -> None:
    negative(x, out=out)


_exp = by_double(np.exp)


def _sigmoid(x: Any, out: Any) -> None:
    _negative(x, out)
    _exp(out, out)
    np.add(out, 1, out)
    np.reciprocal(out, out)


def _frac(x: Any, out: Any) -> None:
    np.subtract(x, np.trunc(x), out)


def _round(x: Any, out: Any) -> None:
    """Halves away from zero, as C's round; numpy's rint goes to even."""
    whole = np.trunc(x)
    far = np.greater_equal(np.abs(np.subtract(x, whole)), 0.5)
    np.add(whole, np.copysign(far, x, dtype=whole.dtype), out)


_UNARY: dict[str, tuple[Callable, str]] = {
    "exp": (_exp, "e to the power of every element"),
    "log": (by_double(np.log), "natural logarithm of every element"),
    "log1p": (by_library(np.log1p), "log(1 + x) of every element"),
    "sqrt": (np.sqrt, "square root of every element"),
    "rsqrt": (_rsqrt, "1 / sqrt(x) of every element"),
    "sigmoid": (_sigmoid, "1 / (1 + exp(-x)) of every element"),
    "tanh": (np.tanh, "hyperbolic tangent of every element"),
    "sin": (by_double(np.sin), "sine of every element"),
    "cos": (by_double(np.cos), "cosine of every element"),
    "tan": (by_library(np.tan), "tangent of every element"),
    "asin": (by_library(np.arcsin), "arc sine of every element"),
    "acos": (by_library(np.arccos), "arc cosine of every element"),
    "atan": (by_library(np.arctan), "arc tangent of every element"),
    "sinh": (by_library(np.sinh), "hyperbolic sine of every element"),
    "cosh": (by_library(np.cosh), "hyperbolic cosine of every element"),
    "floor": (np.floor, "largest integer not above every element"),
    "ceil": (np.ceil, "smallest integer not below every element"),
    "round": (_round, "nearest integer of every element, halves away from zero"),
    "trunc": (np.trunc, "every element without its fraction"),
    "frac": (_frac, "fraction of every element, with its sign"),
}


def _of_tensor(ufunc: Callable, doc: str) -> Callable:
    def kernel(r: Any, t: Any) -> Any:
        r = resized(r, t)
        ufunc(t.array, r.array)
        return r

    kernel.__doc__ = f"The {doc}."
    return kernel


def _of_number(ufunc: Callable) -> Callable:
    """The function of a number, computed in the default type as Torch does."""

    def kernel(value: float) -> float:
        values = _as_default(value)
        out = np.empty_like(values)
        ufunc(values, out)
        return out.item()

    return kernel


def _as_default(*values: float) -> Any:
    dtype = default_type().dtype.numpy
    return np.array(values, dtype if dtype.kind == "f" else np.float64)


def _declare(name: str, ufunc: Callable, doc: str, types: tuple, numbers: bool = True) -> None:
    operation(name, "*T* [T]", types=types)(_of_tensor(ufunc, doc))
    if numbers:
        operation(name, "real", types=types)(_of_number(ufunc))


for _name, (_ufunc, _doc) in _UNARY.items():
    _declare(_name, _ufunc, _doc, REAL)
_declare("abs", np.absolute, "absolute value of every element", (*REAL, "Int", "Long", "CudaInt", "CudaLong"))
_declare("neg", _negative, "every element with the sign changed", REAL, numbers=False)
_declare("cinv", np.reciprocal, "1 / x of every element", REAL, numbers=False)


@operation("sign", "*T* [T]")
def sign(r: Any, t: Any) -> Any:
    """-1, 0 or 1 by the sign of every element (0 for NaN)."""
    r = resized(r, t)
    np.sign(t.array, r.array)
    if not t.dtype.integral:
        np.copyto(r.array, 0, where=np.isnan(r.array))
    return r


@operation("clamp", "*T* [T] real real")
def clamp(r: Any, t: Any, low: float, high: float) -> Any:
    """Every element brought into the range from low to high (where low is above high: high, but low if below low)."""
    r = resized(r, t)
    if low > high:
        r.array[...] = np.where(np.less(t.array, low), low, high)
        return r
    np.minimum(t.array, high, out=r.array)
    np.maximum(r.array, low, out=r.array)
    return r


@operation("pow", "*T* [T] real", types=REAL)
def power(r: Any, t: Any, exponent: float) -> Any:
    """Every element to the power of a number, or a number to the power of every element."""
    r = resized(r, t)
    x, out = t.array, r.array
    if exponent == 2:
        np.multiply(x, x, out)
    elif exponent == 3:
        np.multiply(np.multiply(x, x), x, out)
    elif exponent == 0.5:
        np.sqrt(x, out)
    elif exponent == -0.5:
        _rsqrt(x, out)
    elif exponent == -1:
        np.reciprocal(x, out)
    elif exponent == -2:
        np.reciprocal(np.multiply(x, x, out), out)
    else:
        float_math.power(x, x.dtype.type(exponent), out)
    return r


@operation("pow", "*T* real [T]", types=REAL)
def tpow(r: Any, base: float, t: Any) -> Any:
    r = resized(r, t)
    float_math.power_of(t.array.dtype.type(base), t.array, r.array)
    return r


@operation("pow", "real real", types=REAL)
def pow_numbers(base: float, exponent: float) -> float:
    x, y = _as_default(base, exponent)
    return float(np.power(x, y))


@operation("cpow", "*T* [T] T")
def cpow(r: Any, t: Any, src: Any) -> Any:
    """Every element to the power of the element of the other tensor."""
    r = resized(r, t)
    exponents = fitting(src, r, "r_ t src", r, t, src)
    if r.dtype.integral:
        copy_into(r.array, np.power(t.array, exponents, dtype=np.float64))
    else:
        np.power(t.array, exponents, r.array)
    return r


@operation("atan2", "*T* [T] T", types=REAL)
def atan2(r: Any, y: Any, x: Any) -> Any:
    """Angle of the point (x, y) for every pair of elements."""
    r = resized(r, y)
    np.arctan2(y.array, fitting(x, r, "r_ tx ty", r, y, x), r.array)
    return r


@operation("atan2", "real real", types=REAL)
def atan2_numbers(y: float, x: float) -> float:
    return float(np.arctan2(*_as_default(y, x)))


@operation("lerp", "*T* [T] T real", types=REAL)
def lerp(r: Any, a: Any, b: Any, weight: float) -> Any:
    """``a + weight * (b - a)`` element by element."""
    if a.nElement() != b.nElement():
        raise argument_error(2, "sizes do not match")
    r = resized(r, a)
    start = a.array
    step = np.subtract(fitting(b, r, "r_ a b", r, a, b), start)
    np.add(start, np.multiply(step, weight, out=step), r.array)
    return r


@operation("lerp", "real real real", types=REAL)
def lerp_numbers(a: float, b: float, weight: float) -> float:
    start, end, share = _as_default(a, b, weight)
    return float(start + share * (end - start))


@operation("cmax", "[*T*] [T] T")
def cmax(r: Any, t: Any, src: Any) -> Any:
    """The larger of the elements of two tensors, or of an element and a number."""
    return _chosen(r, t, src, np.greater, np.maximum)


@operation("cmax", "[*T*] [T] real")
def cmax_value(r: Any, t: Any, value: float) -> Any:
    return _chosen(r, t, value, np.greater, np.maximum)


@operation("cmin", "[*T*] [T] T")
def cmin(r: Any, t: Any, src: Any) -> Any:
    """The smaller of the elements of two tensors, or of an element and a number."""
    return _chosen(r, t, src, np.less, np.minimum)


@operation("cmin", "[*T*] [T] real")
def cmin_value(r: Any, t: Any, value: float) -> Any:
    return _chosen(r, t, value, np.less, np.minimum)


def _chosen(r: Any, t: Any, other: Any, wins: Callable, extreme: Callable) -> Any:
    r = resized(r, t)
    a = t.array
    b = other if isinstance(other, (int, float)) else fitting(other, r, "r t src", r, t, other)
    out = r.array
    if r is other:
        np.copyto(out, a, where=wins(a, b))
        return r
    extreme(a, b, out=out)
    if out.dtype.kind == "f" and out.size and np.isnan(out.max()):
        np.copyto(out, b, where=np.isnan(out))  # where one of two is NaN, TH takes the second, numpy the NaN
    return r


