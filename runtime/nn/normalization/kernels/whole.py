"""Normalisation of large float32 images with oneDNN, in few passes over the whole batch.

Arrays are (samples, features, places). Sums over the places of a plane run in float32, across samples in double.
Every function returns whether it did the work.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ....kernels.native.normalise import normalise
from ....kernels.onednn import chain, matmul, pointwise
from ...convolution.kernels.scratch import buffer

#: Planes of fewer places are rows too short for sums one by one.
FEWEST_PLACES = 16
#: In planes of so many places it pays to have a factor for each place rather than for each plane.
FEW_PLACES = 128
#: Longer dot products BLAS shares among threads of its own, which get into oneDNN's way.
BLAS_ALONE = 10000
#: Up to so many deviations from 0 the mean may be subtracted from sums of products: two or three bits are lost at most.
NEAR = 2


def fixed_forward(x: Any, out: Any, mean: Any, factor: Any, shift: Any) -> bool:
    """out = (x - mean) * factor + shift (or None)."""
    if normalise(x, mean, factor, shift, out):
        return True
    if not _large(x, out):
        return False
    shift = np.zeros(len(mean), np.float32) if shift is None else shift
    places, (mean, factor, shift) = _each(x, mean, factor, shift)
    return pointwise.normalise(x.reshape(places), mean, factor, shift, out.reshape(places))


def moments_forward(
    x: Any, out: Any, weight: Any, bias: Any, eps: float, mean: Any, invstd: Any, variance: Any
) -> bool:
    """As batch_norm.moments_forward."""
    if not _large(x, out):
        return False
    count = x.shape[0] * x.shape[2]
    exact = _sum(x) / count
    mean[...] = exact
    squares = _dot(x, x) - count * exact * exact
    if not (exact * exact * count <= NEAR * NEAR * squares).all():
        centred = buffer("centred", x.shape, x.dtype)
        np.subtract(x, mean[:, None], out=centred)
        squares = _dot(centred, centred)
    invstd[...] = deviation = inverse_deviation(squares, count, eps)
    variance[...] = squares / (count - 1)
    factor = deviation if weight is None else deviation * weight
    return fixed_forward(x, out, mean, factor, bias)


def inverse_deviation(squares: Any, count: int, eps: float) -> Any:
    """1 / sqrt(squares / count + eps); 0 where that would be infinite."""
    with np.errstate(divide="ignore"):
        deviation = 1 / np.sqrt(squares / count + eps)
    return np.where(squares == 0, 0, deviation) if eps == 0 else deviation


def backward(
    x: Any,
    gradient: Any,
    weight: Any,
    mean: Any,
    invstd: Any,
    own_moments: bool,
    out: Any,
    into_weight: Any,
    into_bias: Any,
    scale: float,
) -> bool:
    """As batch_norm.backward."""
    if not _large(x, gradient if out is None else out, gradient):
        return False
    count, invstd = x.shape[0] * x.shape[2], invstd.astype(np.float64)
    factor = invstd if weight is None else invstd * weight
    if not own_moments and into_weight is None and into_bias is None:
        return _rest(x, gradient, mean, None, None, factor, out)
    total, product = _sums(x, gradient, mean, invstd)
    slope, shift = (-product * invstd * invstd / count, -total / count) if own_moments else (None, None)
    if not _rest(x, gradient, mean, slope, shift, factor, out):
        return False
    if into_weight is not None:
        into_weight += (scale * product * invstd).astype(x.dtype)
    if into_bias is not None:
        into_bias += (scale * total).astype(x.dtype)
    return True


def _rest(x: Any, gradient: Any, mean: Any, slope: Any, shift: Any, factor: Any, out: Any) -> bool:
    """out = ((x - mean) * slope + shift + gradient) * factor; without slope and shift gradient * factor."""
    if out is None:
        return True
    if slope is None:
        places, (factor,) = _each(x, factor)
        return pointwise.scale(gradient.reshape(places), factor, out.reshape(places))
    places, (mean, slope, shift, factor) = _each(x, mean, slope, shift, factor)
    x, gradient, out = (array.reshape(places) for array in (x, gradient, out))
    return pointwise.follow_line(x, gradient, mean, slope, shift, factor, out)


def _sums(x: Any, gradient: Any, mean: Any, invstd: Any) -> tuple[Any, Any]:
    """For each feature the sum of the gradient and that of its products with x - mean."""
    total = _sum(gradient)
    if (np.abs(mean) * invstd <= NEAR).all():
        return total, _dot(x, gradient) - mean * total
    centred = buffer("centred", x.shape, x.dtype)
    np.subtract(x, mean[:, None], out=centred)
    return total, _dot(centred, gradient)


def _large(x: Any, out: Any, *others: Any) -> bool:
    return x.shape[2] >= FEWEST_PLACES and chain.fits(out, x, *others)


def _each(x: Any, *values: Any) -> tuple[tuple[int, int, int], Any]:
    """How to see x, and the values for each of its features then."""
    samples, features, places = x.shape
    if places > FEW_PLACES:
        return x.shape, [np.ascontiguousarray(value, np.float32) for value in values]
    spread = np.empty((len(values), features, places), np.float32)
    for row, value in zip(spread, values):
        row[...] = value[:, None]
    return (samples, features * places, 1), spread.reshape(len(values), -1)


def _sum(x: Any) -> Any:
    samples, features, places = x.shape
    sums = np.empty((samples * features, 1), np.float32)
    lines, ones = x.reshape(samples * features, places), _ones(places)
    if not matmul.product(lines, ones, sums):
        np.matmul(lines, ones, out=sums)
    return sums.reshape(samples, features).sum(axis=0, dtype=np.float64)


@functools.lru_cache(maxsize=16)
def _ones(count: int) -> Any:
    return np.ones((count, 1), np.float32)


def _dot(a: Any, b: Any) -> Any:
    if a.shape[2] > BLAS_ALONE:
        products = np.einsum("nfp,nfp->nf", a, b)
    else:
        products = np.matmul(a[:, :, None, :], b[:, :, :, None])[:, :, 0, 0]
    return products.sum(axis=0, dtype=np.float64)
