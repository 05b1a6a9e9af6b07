"""Normalisation of each feature over samples and places. Arrays are (samples, features, places).

Features are taken in groups that fit the cache, spread over threads. Sums run in double across
samples, as do the statistics.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ....backend import get_array_module
from ....kernels import parallel
from ...convolution.kernels.scratch import buffer
from . import whole

GROUP_BYTES = 4 << 20
#: Up to this many deviations from 0, the mean may be subtracted after scaling without losing digits.
SAFE_OFFSET = 20
SHARED_BYTES = 256 << 10  # less work is not worth other threads


def _over_features(function: Callable[[int, int], None], x: Any) -> None:
    samples, features, places = x.shape
    if get_array_module(x) is not np:
        return function(0, features)
    fitting = max(1, GROUP_BYTES // max(1, samples * places * x.itemsize))
    if x.nbytes >= SHARED_BYTES:
        fitting = min(fitting, -(-features // parallel.threads()))
    parallel.run(function, parallel.parts(features, fitting))


def _column(values: Any, kind: Any) -> Any:
    return values.astype(kind)[:, None]


def _sum(x: Any) -> Any:
    return x.sum(axis=2).sum(axis=0, dtype=np.float64)


def _dot(a: Any, b: Any) -> Any:
    return get_array_module(a).einsum("nfp,nfp->nf", a, b).sum(axis=0, dtype=np.float64)


def moments_forward(
    x: Any, out: Any, weight: Any, bias: Any, eps: float, mean: Any, invstd: Any, variance: Any
) -> None:
    """Normalises by the batch's own moments; stores them in mean, invstd and variance (unbiased)."""
    if whole.moments_forward(x, out, weight, bias, eps, mean, invstd, variance):
        return
    kind, count = x.dtype.type, x.shape[0] * x.shape[2]

    def group(first: int, last: int) -> None:
        part, target = x[:, first:last], out[:, first:last]
        mean[first:last] = _sum(part) / count
        np.subtract(part, mean[first:last, None], out=target)
        squares = _dot(target, target)
        invstd[first:last] = deviation = whole.inverse_deviation(squares, count, eps)
        variance[first:last] = squares / (count - 1)
        _scale(target, deviation, weight, bias, first, last, kind)

    _over_features(group, x)


def _scale(target: Any, deviation: Any, weight: Any, bias: Any, first: int, last: int, kind: Any) -> None:
    factor = deviation if weight is None else deviation * weight[first:last]
    target *= _column(factor, kind)
    if bias is not None:
        target += bias[first:last, None]


def fixed_forward(x: Any, out: Any, weight: Any, bias: Any, mean: Any, invstd: Any) -> None:
    """Normalises by given moments."""
    kind = x.dtype.type
    factor = invstd if weight is None else invstd * weight
    if whole.fixed_forward(x, out, mean, factor, bias):
        return
    shift = -mean * factor if bias is None else bias - mean * factor
    together = bool((abs(mean * invstd) < SAFE_OFFSET).all())

    def group(first: int, last: int) -> None:
        target = out[:, first:last]
        if together:
            np.multiply(x[:, first:last], _column(factor[first:last], kind), out=target)
            target += _column(shift[first:last], kind)
        else:
            np.subtract(x[:, first:last], mean[first:last, None], out=target)
            _scale(target, invstd[first:last], weight, bias, first, last, kind)

    _over_features(group, x)


def backward(
    x: Any,
    gradient: Any,
    weight: Any,
    mean: Any,
    invstd: Any,
    own_moments: bool,
    out: Any = None,
    into_weight: Any = None,
    into_bias: Any = None,
    scale: float = 1,
) -> None:
    """The gradient by x in `out`; adds scale times those by weight and bias; what is None is left out.

    `own_moments` says that mean and invstd were computed from x.
    """
    if whole.backward(x, gradient, weight, mean, invstd, own_moments, out, into_weight, into_bias, scale):
        return
    kind, count = x.dtype.type, x.shape[0] * x.shape[2]

    def group(first: int, last: int) -> None:
        upper = gradient[:, first:last]
        deviation = invstd[first:last].astype(np.float64)
        factor = deviation if weight is None else deviation * weight[first:last]
        if own_moments or into_weight is not None or into_bias is not None:
            centred = buffer("centred", upper.shape, x.dtype, get_array_module(x))
            np.subtract(x[:, first:last], mean[first:last, None], out=centred)
            total, product = _sum(upper), _dot(centred, upper)
            if into_weight is not None:
                into_weight[first:last] += (scale * product * deviation).astype(kind)
            if into_bias is not None:
                into_bias[first:last] += (scale * total).astype(kind)
        if out is None:
            return
        target = out[:, first:last]
        if own_moments:
            centred *= _column(product * deviation * deviation / count, kind)
            np.subtract(upper, centred, out=target)
            target -= _column(total / count, kind)
            target *= _column(factor, kind)
        else:
            np.multiply(upper, _column(factor, kind), out=target)

    _over_features(group, x)
