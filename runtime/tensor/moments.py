"""Variance, standard deviation, norms and distances (floating types only)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..errors import argument_error
from .elements import fitting, resized
from .overload import REAL, operation
from .reduce import check_dimension, reduced
from .summation import sum_in_order, sums_in_order


def _variance(t: Any, biased: bool) -> float:
    if not t._size:
        raise argument_error(1, "empty Tensor")
    values = t.array.astype(np.float64)
    values -= sum_in_order(values) / values.size
    count = values.size - (0 if biased else 1)
    squares = sum_in_order(np.square(values, out=values))
    return (np.float64(squares) / count).item()


def _variance_along(r: Any, t: Any, dim: int, biased: bool, root: bool) -> Any:
    """As TH computes it, from the sums of the values and of their squares, so that the bits agree."""
    check_dimension(t, dim, 3, "invalid dimension {}")
    n = t._size[dim]
    mean = sums_in_order(t.array, dim, np.float64) / n
    squares = sums_in_order(np.square(t.array), dim, np.float64)
    with np.errstate(all="ignore"):
        if biased:
            spread = squares / n - mean * mean
        else:
            real = t.array.dtype.type  # in which TH divides the two counts
            spread = squares / np.float64(n - 1) - np.float64(real(n) / real(n - 1)) * mean * mean
    spread = np.where(spread < 0, 0, spread)
    r = reduced(r, t, dim)
    r.array[...] = np.sqrt(spread.astype(r.array.dtype)) if root else spread
    return r


@operation("var", "T [boolean=false]", types=REAL)
def var_all(t: Any, biased: bool) -> float:
    """Variance of all elements, or along a dimension; divided by n - 1, or by n if the flag is set."""
    return _variance(t, biased)


@operation("var", "[*T*] T index [boolean=false]", types=REAL)
def var_along(r: Any, t: Any, dim: int, biased: bool) -> Any:
    return _variance_along(r, t, dim, biased, False)


@operation("std", "T [boolean=false]", types=REAL)
def std_all(t: Any, biased: bool) -> float:
    """Standard deviation of all elements, or along a dimension; by n - 1, or by n if the flag is set."""
    return math.sqrt(_variance(t, biased))


@operation("std", "[*T*] T index [boolean=false]", types=REAL)
def std_along(r: Any, t: Any, dim: int, biased: bool) -> Any:
    return _variance_along(r, t, dim, biased, True)


def _norms(values: Any, p: float, axes: Any) -> Any:
    """p-norms over `axes` in double; p = 0 counts what is not 0."""
    if p == 0:
        return np.count_nonzero(values, axis=axes, keepdims=True).astype(np.float64)
    if values.dtype == np.float32 and p not in (1, 2):
        return _float_norms(values, p, axes)
    size = np.absolute(values, dtype=np.float64)
    if p == 1:
        return _sums(size, axes)
    if p == 2:
        return np.sqrt(_sums(np.square(size, out=size), axes))
    return np.power(_sums(np.power(size, p, out=size), axes), 1.0 / p)


def _float_norms(values: Any, p: float, axes: Any) -> Any:
    """Norms of floats: powers and the root are floats (C's powf rounds as double does), the sum is a double."""
    powers = np.power(np.absolute(values), np.float64(np.float32(p)), dtype=np.float64).astype(np.float32)
    total = _sums(powers.astype(np.float64), axes).astype(np.float32)
    return np.power(total, np.float64(np.float32(1.0 / p)), dtype=np.float64).astype(np.float32).astype(np.float64)


def _sums(values: Any, axes: Any) -> Any:
    """Sums over one axis, in order, or over several."""
    return values.sum(axis=axes, keepdims=True) if isinstance(axes, tuple) else sums_in_order(values, axes, np.float64)


def _square_sum(flat: Any) -> float:
    """Sum of the squares of a vector in double, one after the other."""
    if flat.dtype == np.float64 and flat.size > 1 << 20:
        return np.dot(flat, flat).item()
    return sum_in_order(np.square(flat, dtype=np.float64))


@operation("norm", "T [real=2]", types=REAL)
def norm_all(t: Any, p: float) -> float:
    """p-norm of all elements (p = 2 unless given), or along a dimension."""
    if p == 2 and t.is_contiguous():
        return math.sqrt(_square_sum(t.array.reshape(-1)))
    return _norms(t.array.reshape(-1), p, 0).item()


@operation("norm", "[*T*] T real index", types=REAL)
def norm_along(r: Any, t: Any, p: float, dim: int) -> Any:
    check_dimension(t, dim, 3, "invalid dimension {}")
    norms = _float_norms(t.array, p, dim) if t.array.dtype == np.float32 and p != 0 else _norms(t.array, p, dim)
    r = reduced(r, t, dim)
    r.array[...] = norms
    return r


@operation("renorm", "*T* [T] real index real", types=REAL)
def renorm(r: Any, t: Any, p: float, dim: int, maximum: float) -> Any:
    """Scales the slices of dimension `dim` whose p-norm is above the maximum down to it."""
    check_dimension(t, dim, 3, "invalid dimension {}")
    if p <= 0:
        raise argument_error(2, "non-positive-norm not supported")
    if len(t._size) < 2:
        raise argument_error(1, f"need at least 2 dimensions, got {len(t._size)} dimensions")
    norms = _norms(t.array, p, tuple([d for d in range(len(t._size)) if d != dim]))
    scale = np.where(norms > maximum, maximum / (norms + 1e-7), 1.0)
    r = resized(r, t)
    np.multiply(t.array, scale.astype(r.array.dtype), r.array)
    return r


@operation("dist", "T T [real=2]", types=REAL)
def dist(a: Any, b: Any, p: float) -> float:
    """p-norm of the difference of two tensors."""
    difference = np.subtract(a.array, fitting(b, a, "tensor src", a, b))
    if difference.dtype == np.float64 and p in (1, 2):
        return _norms(difference.reshape(-1), p, 0).item()
    powers = np.power(np.abs(difference), difference.dtype.type(p)).reshape(-1)  # summed in the tensor's own type
    total = np.cumsum(powers)[-1] if len(powers) else powers.dtype.type(0)
    with np.errstate(divide="ignore"):
        return np.power(total, np.divide(powers.dtype.type(1), powers.dtype.type(p))).item()
