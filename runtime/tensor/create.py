"""Tensors with given contents: zeros, ones, fill, eye, range, linspace, logspace."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import argument_error
from ..kernels.clear import clear
from ..storage import copy_into
from .elements import sized
from .overload import REAL, operation


@operation("zero", "*T*", in_place=True)
def zero(r: Any) -> Any:
    """Sets all elements to 0."""
    clear(r.array)
    return r


@operation("fill", "*T* real", in_place=True)
def fill(r: Any, value: float) -> Any:
    """Sets all elements to a number."""
    r.array.fill(value)
    return r


@operation("zeros", "*T* sizes")
def zeros(r: Any, size: tuple[int, ...]) -> Any:
    """A tensor of this size filled with 0."""
    r = sized(r, size)
    r.array.fill(0)
    return r


@operation("ones", "*T* sizes")
def ones(r: Any, size: tuple[int, ...]) -> Any:
    """A tensor of this size filled with 1."""
    r = sized(r, size)
    r.array.fill(1)
    return r


@operation("eye", "*T* long [long=0]")
def eye(r: Any, n: int, m: int) -> Any:
    """A matrix with ones on its diagonal, n x m (or n x n)."""
    if n <= 0:
        raise argument_error(1, "invalid argument")
    r = sized(r, (n, m if m > 0 else n))
    r.array.fill(0)
    np.einsum("ii->i", r.array[: min(r._size), : min(r._size)])[...] = 1
    return r


def _fill_line(r: Any, count: int) -> tuple[Any, Any]:
    """A vector's positions 0..count-1 in double, and the result with that many elements."""
    if isinstance(r, type) or r.nElement() != count:
        r = sized(r, (count,))
    return backend.get_array_module(r._storage.array).arange(count, dtype=np.float64), r


@operation("range", "*T* accreal accreal [accreal=1]")
def range_(r: Any, first: float, last: float, step: float) -> Any:
    """first, first + step, ... up to and including last."""
    if step == 0 or step != step:
        raise argument_error(3, "step must be a non-null number")
    if (step > 0) != (last >= first) and last != first:
        raise argument_error(2, "upper bound and larger bound incoherent with step sign")
    line, r = _fill_line(r, int((last - first) / step + 1))
    line *= step
    line += first
    copy_into(r.array, line.reshape(r._size))
    return r


def _check_points(first: float, last: float, count: int) -> None:
    if not (count > 1 or (count == 1 and first == last)):
        raise argument_error(3, "invalid number of points")


@operation("linspace", "*T* real real [long=100]", types=REAL)
def linspace(r: Any, first: float, last: float, count: int) -> Any:
    """`count` numbers from first to last at equal distances."""
    _check_points(first, last, count)
    line, r = _fill_line(r, count)
    r.array[...] = (first + line * (last - first) / max(count - 1, 1)).reshape(r._size)
    return r


@operation("logspace", "*T* real real [long=100]", types=REAL)
def logspace(r: Any, first: float, last: float, count: int) -> Any:
    """10 to the power of `count` numbers from first to last at equal distances."""
    _check_points(first, last, count)
    line, r = _fill_line(r, count)
    r.array[...] = np.power(10.0, first + line * (last - first) / max(count - 1, 1)).reshape(r._size)
    return r
