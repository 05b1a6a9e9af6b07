"""Upsampling: repeated elements, and linear interpolation with the corners in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....backend import get_array_module
from .blocks import over_planes


def repeat(x: Any, out: Any, scale: int, spatial: int) -> None:
    """out = x with each element repeated `scale` times along the `spatial` dimensions; x is (planes, *sizes)."""
    over_planes(lambda first, last: _repeat(x[first:last], out[first:last], scale, spatial), out)


def _repeat(x: Any, out: Any, scale: int, spatial: int) -> None:
    xp = get_array_module(x)
    for d in range(spatial):  # the last dimension first: later copies are of whole lines
        dim = x.ndim - 1 - d
        last = d == spatial - 1
        shape = (*x.shape[:dim], x.shape[dim] * scale, *x.shape[dim + 1 :])
        target = out if last else xp.empty(shape, x.dtype)
        for k in range(scale):
            target[(slice(None),) * dim + (slice(k, None, scale),)] = x
        x = target


def repeat_back(gradient: Any, out: Any, scale: int, spatial: int) -> None:
    """The transpose of repeat: sums of blocks; `out` is overwritten."""
    over_planes(lambda first, last: _repeat_back(gradient[first:last], out[first:last], scale, spatial), gradient)


def _repeat_back(gradient: Any, out: Any, scale: int, spatial: int) -> None:
    for d in reversed(range(spatial)):
        dim = gradient.ndim - 1 - d
        steps = [gradient[(slice(None),) * dim + (slice(k, None, scale),)] for k in range(scale)]
        target = out if d == 0 else None
        if scale == 1:
            gradient = steps[0]
            if target is not None:
                target[...] = gradient
            continue
        gradient = np.add(steps[0], steps[1], out=target)
        for step in steps[2:]:
            gradient += step


def _positions(size: int, wanted: int, kind: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each output the two inputs that it lies between, and the weight of the second."""
    ratio = np.float32(size - 1) / np.float32(wanted - 1) if wanted > 1 else np.float32(0)  # Torch computes in float32
    place = ratio * np.arange(wanted, dtype=np.float32)
    low = place.astype(np.int64)
    return low, np.where(low < size - 1, low + 1, low), (place - low.astype(np.float32)).astype(kind)


def linear(x: Any, out: Any, spatial: int) -> None:
    """Interpolates the `spatial` dimensions of x (planes, *sizes) to the sizes of `out`."""
    over_planes(lambda first, last: _linear(x[first:last], out[first:last], spatial), out)


def _linear(x: Any, out: Any, spatial: int) -> None:
    xp = get_array_module(x)
    for d in reversed(range(spatial)):
        dim = x.ndim - spatial + d
        last = d == 0
        shape = (*x.shape[:dim], out.shape[dim], *x.shape[dim + 1 :])
        low, high, weight = (xp.asarray(a) for a in _positions(x.shape[dim], out.shape[dim], x.dtype))
        if x.shape[dim] == out.shape[dim]:
            value = x
        else:
            weight = weight.reshape(-1, *[1] * (x.ndim - dim - 1))
            value = x.take(low, axis=dim)
            value *= 1 - weight
            second = x.take(high, axis=dim)
            second *= weight
            value += second
        if last:
            out[...] = value.reshape(shape)
        x = value


def linear_back(gradient: Any, out: Any, spatial: int) -> None:
    """The transpose of linear; `out` is overwritten."""
    for d in range(spatial):
        dim = gradient.ndim - spatial + d
        if gradient.shape[dim] != out.shape[dim]:
            matrix = _matrix(out.shape[dim], gradient.shape[dim], out.dtype)
            xp = get_array_module(gradient)
            gradient = xp.moveaxis(np.matmul(xp.moveaxis(gradient, dim, -1), xp.asarray(matrix)), -1, dim)
    out[...] = gradient


def _matrix(size: int, wanted: int, kind: Any) -> np.ndarray:
    """(wanted, size): the weight of each input in each output."""
    low, high, weight = _positions(size, wanted, kind)
    matrix = np.zeros((wanted, size), kind)
    rows = np.arange(wanted)
    np.add.at(matrix, (rows, low), 1 - weight)
    np.add.at(matrix, (rows, high), weight)
    return matrix
