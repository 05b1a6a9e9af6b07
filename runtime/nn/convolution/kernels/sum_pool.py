"""Sums over windows, one axis after the other, and their transpose. Arrays are (planes, *sizes)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ....backend import get_array_module
from .along import along
from .axes import Axis
from .blocks import over_planes


def sums(x: Any, out: Any, axes: Sequence[Axis], factor: Any = None) -> None:
    """out[p, *o] = the sum of window o of plane p, times `factor` (a number, or an array like windows)."""
    if _are_whole(axes) and x.ndim == 1 + len(axes):
        return _whole(x, out, factor)
    if _are_single(axes):
        return _times(x[_picked(axes)], factor, out)

    def planes(first: int, last: int) -> None:
        values = x[first:last]
        for d, axis in enumerate(axes):
            target = out[first:last] if d == len(axes) - 1 else None
            values = along(values, d, axis, np.add, 0, target)
        if factor is not None:
            values *= factor

    over_planes(planes, x)


def _are_whole(axes: Sequence[Axis]) -> bool:
    """Whether the only window is the image."""
    return all([axis.out == 1 and axis.kernel == axis.size and axis.pad == 0 for axis in axes])  # noqa: C419 (faster)


def _are_single(axes: Sequence[Axis]) -> bool:
    """Whether each window is one element of the image."""
    return all([axis.kernel == 1 and axis.covered for axis in axes])  # noqa: C419 (faster)


def _picked(axes: Sequence[Axis]) -> tuple:
    """Where the windows are that consist of one element."""
    return slice(None), *[axis.span(0)[2] for axis in axes]


def _times(values: Any, factor: Any, out: Any) -> None:
    """out = values * factor (a number, an array or None)."""
    if factor is None or (np.ndim(factor) == 0 and factor == 1):
        out[...] = values
    else:
        np.multiply(values, factor, out=out)


def _whole(x: Any, out: Any, factor: Any) -> None:
    """Sums of whole planes, as a product with ones."""
    flat = x.reshape(len(x), -1)
    total = np.matmul(flat, get_array_module(x).ones(flat.shape[1], x.dtype))
    out.reshape(-1)[...] = total if factor is None else total * factor.reshape(-1)


def spread(gradient: Any, out: Any, axes: Sequence[Axis], factor: Any = None) -> None:
    """The transpose: out[p, i] = the sum of gradient[p, *o] over the windows o that contain i, times `factor`."""
    if _are_single(axes):
        out.fill(0)
        return _times(gradient, factor, out[_picked(axes)])
    if factor is not None:
        gradient = gradient * factor
    if _are_whole(axes) and gradient.ndim == 1 + len(axes):
        out[...] = gradient
        return None

    def planes(first: int, last: int) -> None:
        values = gradient[first:last]
        for d in reversed(range(len(axes))):
            target = out[first:last] if d == 0 else None
            values = _back(values, d, axes[d], target)

    return over_planes(planes, out)


def _back(gradient: Any, d: int, axis: Axis, out: Any) -> Any:
    if axis.plain and out is None:
        return gradient
    if out is None:
        shape = (*gradient.shape[: d + 1], axis.size, *gradient.shape[d + 2 :])
        out = get_array_module(gradient).empty(shape, gradient.dtype)
    out.fill(0)
    lead = (slice(None),) * (d + 1)
    for k in range(axis.kernel):
        start, stop, window = axis.span(k)
        out[lead + (window,)] += gradient[lead + (slice(start, stop),)]
    return out


def window_sizes(axes: Sequence[Axis], padding: bool, xp: Any = np) -> Any:
    """How many elements each window has, those in the padding included or not: a number or an array."""
    sizes: Any = 1
    for d, axis in enumerate(axes):
        starts = xp.arange(axis.out) * axis.stride - axis.pad
        if padding:
            lengths = xp.minimum(starts + axis.kernel, axis.size + axis.pad) - starts
        else:
            lengths = xp.minimum(starts + axis.kernel, axis.size) - xp.maximum(starts, 0)
        sizes = sizes * lengths.reshape(-1, *[1] * (len(axes) - d - 1))
    first = sizes.reshape(-1)[0]
    return first.item() if bool((sizes == first).all()) else sizes
