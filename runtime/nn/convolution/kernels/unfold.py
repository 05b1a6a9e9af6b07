"""im2col and its transpose: windows of images as columns of a matrix, in any number of dimensions."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

from .axes import Axis

_ALL = (slice(None), slice(None))  # of samples and planes


class _Step(NamedTuple):
    """One element of the kernel: where it is in the columns, what of the image it sees, what lies outside."""

    columns: tuple
    image: tuple
    outside: list[tuple]


@functools.lru_cache(maxsize=512)
def _steps(axes: tuple[Axis, ...], first: int, last: int | None) -> list[_Step]:
    """The steps of unfolding windows first..last of the first spatial dimension."""
    steps = []
    for offsets in itertools.product(*[range(axis.kernel) for axis in axes]):
        columns: tuple = (*_ALL, *offsets)
        image: list = list(_ALL)
        outside: list[tuple] = []
        for d, (axis, k) in enumerate(zip(axes, offsets)):
            begin, end = (first, axis.out if last is None else last) if d == 0 else (0, axis.out)
            start, stop, window = axis.span(k, begin, end)
            image.append(window)
            outside += [(*columns, slice(a, b)) for a, b in ((0, start - begin), (stop - begin, end - begin)) if a < b]
            columns = (*columns, slice(start - begin, stop - begin))
        steps.append(_Step(columns, tuple(image), outside))
    return steps


def unfold(x: Any, columns: Any, axes: Sequence[Axis], first: int = 0, last: int | None = None) -> None:
    """columns[n, c, *k, *o] = x[n, c, *(o * stride + k * dilation - pad)], zero outside the image.

    x is (samples, planes, *sizes). Of the first spatial dimension only windows first..last are made.
    """
    for target, source, outside in _steps(tuple(axes), first, last):
        for part in outside:
            columns[part] = 0
        columns[target] = x[source]


def fold(columns: Any, x: Any, axes: Sequence[Axis], first: int = 0, last: int | None = None) -> None:
    """The transpose of unfold: x[n, c, ...] += columns[n, c, *k, *o] at the place each element came from.

    `columns` holds windows first..last of the first spatial dimension.
    """
    for source, target, _ in _steps(tuple(axes), first, last):
        x[target] += columns[source]
