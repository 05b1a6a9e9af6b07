"""Variance, standard deviation, norms and distances (floating types only)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import backend
from ..errors import argument_error
from .elements import BLOCK, fitting, resized
from .overload import REAL, operation
from .reduce import check_dimension, reduced


def _variance(t: Any, biased: bool) -> float:
    if not t._size:
        raise argument_error(1, "empty Tensor")
    values = t.array.astype(np.float64)
    values -= values.mean()
    count = values.size - (0 if biased else 1)
    squares = np.vdot(values, values)
    return (np.float64(squares) / count).item()


def _variance_along(r: Any, t: Any, dim: int, biased: bool, root: bool) -> Any:
    """As TH computes it, from the sums of the values and of their squares, so that the bits agree."""
    check_dimension(t, dim, 3, "invalid dimension {}")
    n = t._size[dim]
    mean = _sum_in_order(t.array, dim) / n
    squares = _sum_in_order(np.square(t.array), dim)
    with np.errstate(all="ignore"):
        if biased:
            spread = squares / n - mean * mean
        else:
            spread = squares / np.float64(n - 1) - np.float64(n) / (n - 1) * mean * mean
    spread = np.where(spread < 0, 0, spread)
    r = reduced(r, t, dim)
    r.array[...] = np.sqrt(spread) if root else spread
    return r


def _sum_in_order(values: Any, dim: int) -> Any:
    """Sums along `dim` in double, one value after the other as C does (numpy would add in pairs)."""
    xp = backend.get_array_module(values)
    last = xp.cumsum(values, axis=dim, dtype=np.float64)
    return xp.take(last, [values.shape[dim] - 1], axis=dim)


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
    size = np.absolute(values, dtype=np.float64)
    if p == 1:
        return size.sum(axis=axes, keepdims=True)
    if p == 2:
        return np.sqrt(np.square(size, out=size).sum(axis=axes, keepdims=True))
    return np.power(np.power(size, p, out=size).sum(axis=axes, keepdims=True), 1.0 / p)


def _square_sum(flat: Any) -> float:
    """Sum of the squares of a vector in double, converted block by block."""
    if flat.dtype == np.float64:
        return np.dot(flat, flat).item()
    total = 0.0
    for start in range(0, flat.size, BLOCK):
        block = flat[start : start + BLOCK].astype(np.float64)
        total += np.dot(block, block).item()
    return total


@operation("norm", "T [real=2]", types=REAL)
def norm_all(t: Any, p: float) -> float:
    """p-norm of all elements (p = 2 unless given), or along a dimension."""
    if p == 2 and t.is_contiguous():
        return math.sqrt(_square_sum(t.array.reshape(-1)))
    return _norms(t.array.reshape(-1), p, 0).item()


@operation("norm", "[*T*] T real index", types=REAL)
def norm_along(r: Any, t: Any, p: float, dim: int) -> Any:
    check_dimension(t, dim, 3, "invalid dimension {}")
    norms = _norms(t.array, p, dim)
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
