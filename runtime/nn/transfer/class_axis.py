"""Soft maxima over the classes of vectors, matrices, images and batches of images."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ...backend import get_array_module
from ...kernels import parallel
from ...kernels.native import soft_maxima as rows
from ...kernels.onednn import pointwise
from ..checks import kernel_error
from ..convolution.kernels.scratch import buffer
from .elementwise import Elementwise

SHARED_BYTES = 256 << 10  # less work is not worth other threads
LONG_ROW = 512  # for shorter ones the sums of single rows take too many calls
BLAS_ALONE = 10000  # longer dot products BLAS shares among its threads
#: Number of dimensions -> the dimension that numbers the classes.
_AXES = {1: 0, 2: 1, 3: 0, 4: 1}


def class_axis(x: Any) -> int:
    """Which axis of a (classes), (batch x classes), (classes x h x w) or (batch x classes x h x w) array."""
    axis = _AXES.get(x.ndim)
    if axis is None or not x.size:
        raise kernel_error(2, "1D, 2D, 3D or 4D tensor expected")
    return axis


def _total(x: Any, axis: int) -> Any:
    """Sum over the classes, in double precision as in Torch."""
    return x.sum(axis, dtype=np.float64, keepdims=True)


@np.errstate(invalid="ignore", divide="ignore")
def _softmax(x: Any, axis: int, out: Any) -> None:
    """out = exp(x) / sum(exp(x)), shifted so that nothing overflows."""
    np.subtract(x, x.max(axis, keepdims=True), out=out)
    np.exp(out, out=out)
    np.multiply(out, (1 / _total(out, axis)).astype(out.dtype), out=out)


@np.errstate(invalid="ignore", divide="ignore")
def _log_softmax(x: Any, axis: int, out: Any) -> None:
    """out = x - log(sum(exp(x))), shifted so that nothing overflows and large numbers lose no digits."""
    np.subtract(x, x.max(axis, keepdims=True), out=out)
    powers = buffer("powers", out.shape, out.dtype, get_array_module(out))
    logsum = np.log(_total(np.exp(out, out=powers), axis))
    np.subtract(out, logsum.astype(out.dtype), out=out)


@np.errstate(invalid="ignore")
def log_softmax_of_row(x: Any, out: Any) -> None:
    """log_softmax of a vector. The largest term of the sum, 1, is left to log1p: no digit is lost."""
    where = x.argmax()
    most = x[where]
    powers = buffer("powers", out.shape, out.dtype, get_array_module(out))
    np.subtract(x, most, out=out)
    np.exp(out, out=powers)
    powers[where] = 0
    rest = powers.sum() + (most - most)  # of infinite terms NaN
    np.subtract(out, np.log1p(rest.astype(np.float64)).astype(out.dtype), out=out)


@np.errstate(invalid="ignore")
def log_softmax_of_rows(x: Any, out: Any) -> None:
    """log_softmax_of_row for the rows of a matrix."""
    if len(x) == 1:
        return log_softmax_of_row(x[0], out[0])
    xp = get_array_module(out)
    lines, where = xp.arange(len(x)), x.argmax(1)
    most = x[lines, where]
    powers = buffer("powers", out.shape, out.dtype, xp)
    shared = pointwise.exponentials(x, most, powers)
    if not shared:
        np.subtract(x, most[:, None], out=out)
        np.exp(out, out=powers)
    powers[lines, where] = 0
    rest = _sums(powers, xp) + (most - most)
    logsum = np.log1p(rest.astype(np.float64)).astype(out.dtype)
    if not shared or not pointwise.subtract_twice(x, most, logsum, out):
        np.subtract(out, logsum[:, None], out=out)


def _sums(rows: Any, xp: Any) -> Any:
    """Sum of each row; where BLAS does it with one thread it is the fastest."""
    length = rows.shape[1]
    if length > BLAS_ALONE:
        return rows.sum(1)
    return xp.matmul(rows[:, None, :], _ones(length, rows.dtype, xp))[:, 0, 0]


@functools.lru_cache(maxsize=16)
def _ones(length: int, dtype: Any, xp: Any) -> Any:
    return xp.ones((length, 1), dtype)


def by_samples(function: Callable[..., None], axis: int, *arrays: Any) -> None:
    """function(*inputs, axis, out), for groups of samples on all threads where they are large."""
    *inputs, out = arrays
    if axis == 0 or out.nbytes < SHARED_BYTES or not isinstance(out, np.ndarray):
        return function(*inputs, axis, out)
    pieces = parallel.parts(len(out), -(-len(out) // parallel.threads()))
    parallel.run(lambda i, j: function(*[array[i:j] for array in inputs], axis, out[i:j]), pieces)


def _softmax_gradient(y: Any, g: Any, axis: int, out: Any) -> None:
    np.multiply(y, g, out=out)
    common = _total(out, axis).astype(out.dtype)
    np.subtract(g, common, out=out)
    np.multiply(out, y, out=out)


def _log_softmax_gradient(y: Any, g: Any, axis: int, out: Any) -> None:
    np.exp(y, out=out)
    np.multiply(out, _total(g, axis).astype(out.dtype), out=out)
    np.subtract(g, out, out=out)


def _last(axis: int, x: Any) -> bool:
    """Whether the classes lie next to each other: rows are done in C, where that is built."""
    return axis == x.ndim - 1


def softmax(x: Any, axis: int, out: Any) -> None:
    """out = exp(x) / sum(exp(x)); `out` may be x."""
    if not (_last(axis, x) and rows.softmax(x, out)):
        by_samples(_softmax, axis, x, out)


def softmax_gradient(y: Any, g: Any, axis: int, out: Any) -> None:
    """out = y * (g - sum(y * g))."""
    if not (_last(axis, y) and rows.softmax_gradient(y, g, out)):
        by_samples(_softmax_gradient, axis, y, g, out)


def log_softmax(x: Any, axis: int, out: Any) -> None:
    """out = x - log(sum(exp(x)))."""
    if _last(axis, x) and rows.log_softmax(x, out):
        return
    if x.ndim == 2 and axis == 1 and x.shape[1] >= LONG_ROW:
        log_softmax_of_rows(x, out)
    else:
        by_samples(_log_softmax, axis, x, out)


def log_softmax_gradient(y: Any, g: Any, axis: int, out: Any) -> None:
    """out = g - exp(y) * sum(g)."""
    if not (_last(axis, y) and rows.log_softmax_gradient(y, g, out)):
        by_samples(_log_softmax_gradient, axis, y, g, out)


class SoftMaxBase(Elementwise):
    """What nn.SoftMax and its cousins compute; they differ in name and in the axis at most."""

    _by_output = _same_shape = True

    def _axis(self, x: Any) -> int:
        return class_axis(x)

    def _forward(self, x: Any, out: Any) -> None:
        softmax(x, self._axis(x), out)

    def _backward(self, y: Any, g: Any, out: Any) -> None:
        softmax_gradient(y, g, self._axis(y), out)


class LogSoftMaxBase(SoftMaxBase):
    """What nn.LogSoftMax and its cousins compute."""

    def _forward(self, x: Any, out: Any) -> None:
        log_softmax(x, self._axis(x), out)

    def _backward(self, y: Any, g: Any, out: Any) -> None:
        log_softmax_gradient(y, g, self._axis(y), out)
