"""Sums, products, means, extremes and running sums, of all elements or along one dimension.

Along a dimension the result keeps it with size 1, as in Torch. Accumulation is in double (long for
integers) where TH does so: for whole tensors, and along a dimension whose elements are adjacent.
"""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from ..errors import argument_error
from .overload import REAL, operation
from .summation import adds_in_pairs, sum_in_order, sums_in_order

#: So few elements Python adds up faster than numpy is called.
_FEW = 24


def check_dimension(t: Any, dim: int, position: int = 2, text: str = "dimension {} out of range") -> int:
    """`dim` (0-based) if the tensor has it; an argument error with Torch's text otherwise."""
    if not 0 <= dim < len(t._size):
        raise argument_error(position, text.format(dim + 1))
    return dim


def reduced(r: Any, t: Any, dim: int, cls: Any = None) -> Any:
    """The result resized as `t` with dimension `dim` of size 1."""
    size = (*t._size[:dim], 1, *t._size[dim + 1 :])
    if r is None:
        return (cls or type(t)).empty(size)
    if r._size != size:
        r._resize(size)
    return r


def _reduce(ufunc: Any, r: Any, t: Any, dim: int) -> Any:
    check_dimension(t, dim)
    source = t.array
    new = r is None
    r = reduced(r, t, dim)
    if ufunc is np.add and adds_in_pairs(source, dim):
        r.array[...] = sums_in_order(source, dim, np.float64 if t._stride[dim] == 1 else source.dtype)
    elif t._stride[dim] == 1 and not t.dtype.integral and source.dtype != np.float64:
        r.array[...] = ufunc.reduce(source, dim, np.float64, None, True)
    elif not new and np.may_share_memory(source, r.array):
        r.array[...] = ufunc.reduce(source, dim, source.dtype, None, True)
    else:
        ufunc.reduce(source, dim, source.dtype, r.array, True)
    return r


def total(t: Any) -> float:
    """Sum of all elements, accumulated as TH does."""
    array = t.array
    if array.ndim == 1 and array.size <= _FEW and isinstance(array, np.ndarray):
        return functools.reduce(operator.add, array.tolist(), 0)  # Python's sum() compensates from 3.12 on
    if not t.dtype.integral:
        return sum_in_order(array)
    return np.add.reduce(array, None, t.dtype.accumulate).item()


@operation("sum", "T")
def sum_all(t: Any) -> float:
    """Sum of all elements, or along a dimension."""
    return total(t)


@operation("sum", "[*T*] T index")
def sum_along(r: Any, t: Any, dim: int) -> Any:
    return _reduce(np.add, r, t, dim)


@operation("prod", "T")
def prod_all(t: Any) -> float:
    """Product of all elements, or along a dimension."""
    return np.multiply.reduce(t.array, None, t.dtype.accumulate).item()


@operation("prod", "[*T*] T index")
def prod_along(r: Any, t: Any, dim: int) -> Any:
    return _reduce(np.multiply, r, t, dim)


@operation("mean", "T", types=REAL)
def mean_all(t: Any) -> float:
    """Mean of all elements, or along a dimension."""
    if not t._size:
        raise argument_error(1, "empty Tensor")
    return total(t) / t.nElement()


@operation("mean", "[*T*] T index", types=REAL)
def mean_along(r: Any, t: Any, dim: int) -> Any:
    check_dimension(t, dim, text="invalid dimension {}")
    count = t._size[dim]
    r = _reduce(np.add, r, t, dim)
    np.true_divide(r.array, count, r.array)
    return r


def _extreme_all(t: Any, ufunc: Any) -> float:
    if not t._size:
        raise argument_error(1, "tensor must have one dimension")
    return ufunc.reduce(t.array, None).item()


def _extreme_along(values: Any, indices: Any, t: Any, dim: int, extreme: Any, position: Any) -> tuple[Any, Any]:
    """Values and 1-based positions; of equal elements the first counts, NaN wins."""
    check_dimension(t, dim)
    source = t.array
    where = position(source, dim, None, keepdims=True)
    found = extreme.reduce(source, dim, keepdims=True)
    indices = reduced(indices, t, dim, t.index_class)
    np.add(where, 1, indices.array)
    values = reduced(values, t, dim)
    values.array[...] = found
    return values, indices


@operation("max", "T")
def max_all(t: Any) -> float:
    """Largest element, or the largest along a dimension with their positions."""
    return _extreme_all(t, np.maximum)


@operation("max", "[*T*] [*I*] T index")
def max_along(values: Any, indices: Any, t: Any, dim: int) -> tuple[Any, Any]:
    return _extreme_along(values, indices, t, dim, np.maximum, np.argmax)


@operation("min", "T")
def min_all(t: Any) -> float:
    """Smallest element, or the smallest along a dimension with their positions."""
    return _extreme_all(t, np.minimum)


@operation("min", "[*T*] [*I*] T index")
def min_along(values: Any, indices: Any, t: Any, dim: int) -> tuple[Any, Any]:
    return _extreme_along(values, indices, t, dim, np.minimum, np.argmin)


def _accumulate(ufunc: Any, r: Any, t: Any, dim: int) -> Any:
    check_dimension(t, dim)
    source = t.array
    if r is None:
        r = t.empty(t._size)
    elif r._size != t._size:
        r._resize(t._size)
    if source.dtype.kind == "f" and source.dtype != np.float64:
        r.array[...] = ufunc.accumulate(source, dim, np.float64)
    else:
        ufunc.accumulate(source, dim, source.dtype, r.array)
    return r


@operation("cumsum", "[*T*] T [index=0]")
def cumsum(r: Any, t: Any, dim: int) -> Any:
    """Running sums along a dimension (the first unless given)."""
    return _accumulate(np.add, r, t, dim)


@operation("cumprod", "[*T*] T [index=0]")
def cumprod(r: Any, t: Any, dim: int) -> Any:
    """Running products along a dimension (the first unless given)."""
    return _accumulate(np.multiply, r, t, dim)


@operation("trace", "T")
def trace(t: Any) -> float:
    """Sum of the diagonal of a matrix."""
    if len(t._size) != 2:
        raise argument_error(1, "expected a matrix")
    return np.trace(t.array, dtype=t.dtype.accumulate).item()


@operation("numel", "T")
def numel(t: Any) -> int:
    """Number of elements."""
    return t.nElement()


