"""im2col and its transpose: windows of images as columns of a matrix, in any number of dimensions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from .axes import Axis

_ALL = (slice(None), slice(None))  # of samples and planes


def unfold(x: Any, columns: Any, axes: Sequence[Axis], first: int = 0, last: int | None = None) -> None:
    """columns[n, c, *k, *o] = x[n, c, *(o * stride + k * dilation - pad)], zero outside the image.

    x is (samples, planes, *sizes). Of the first spatial dimension only windows first..last are made.
    """
    for offsets in itertools.product(*[range(axis.kernel) for axis in axes]):
        target = columns[_ALL + offsets]
        source: list = list(_ALL)
        for d, (axis, k) in enumerate(zip(axes, offsets)):
            begin, end = (first, last) if d == 0 else (0, None)
            start, stop, window = axis.span(k, begin, end)
            source.append(window)
            target = _inside(target, d + 2, start - begin, stop - begin)
        target[...] = x[tuple(source)]


def _inside(target: Any, dim: int, start: int, stop: int) -> Any:
    """The part start..stop of `target` along `dim`; the rest is outside of the image and becomes zero."""
    size = target.shape[dim]
    if start == 0 and stop == size:
        return target
    lead = (slice(None),) * dim
    if start > 0:
        target[lead + (slice(0, start),)] = 0
    if stop < size:
        target[lead + (slice(stop, size),)] = 0
    return target[lead + (slice(start, stop),)]


def fold(columns: Any, x: Any, axes: Sequence[Axis], first: int = 0, last: int | None = None) -> None:
    """The transpose of unfold: x[n, c, ...] += columns[n, c, *k, *o] at the place each element came from.

    `columns` holds windows first..last of the first spatial dimension.
    """
    for offsets in itertools.product(*[range(axis.kernel) for axis in axes]):
        source: list = [*_ALL, *offsets]
        target: list = list(_ALL)
        for d, (axis, k) in enumerate(zip(axes, offsets)):
            begin, end = (first, last) if d == 0 else (0, None)
            start, stop, window = axis.span(k, begin, end)
            source.append(slice(start - begin, stop - begin))
            target.append(window)
        x[tuple(target)] += columns[tuple(source)]
