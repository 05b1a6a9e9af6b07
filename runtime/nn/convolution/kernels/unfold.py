"""im2col and its transpose: windows of images as columns of a matrix, in any number of dimensions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from ....backend import get_array_module
from . import parallel
from .axes import Axis

_ALL = (slice(None), slice(None))  # of samples and planes


def phases(x: Any, axes: Sequence[Axis]) -> list[Any]:
    """The image, or where windows step along lines every stride-th column from 0, 1, ... of it.

    Copies of whole lines are several times faster than copies in steps, which here happen once
    instead of once for each element of the kernel.
    """
    axis = axes[-1]
    if axis.stride == 1 or axis.kernel <= axis.stride:
        return [x]
    images = [get_array_module(x).empty(_phase_shape(x, p, axis.stride), x.dtype) for p in range(axis.stride)]

    def sample(i: int) -> None:
        for p, image in enumerate(images):
            image[i] = x[i, ..., p :: axis.stride]

    parallel.run(sample, [(i,) for i in range(len(x))])
    return images


def _phase_shape(x: Any, phase: int, stride: int) -> tuple[int, ...]:
    return (*x.shape[:-1], -(-max(0, x.shape[-1] - phase) // stride))


def unfold(
    images: Sequence[Any],
    samples: slice,
    columns: Any,
    axes: Sequence[Axis],
    first: int = 0,
    last: int | None = None,
) -> None:
    """columns[n, c, *k, *o] = x[n, c, *(o * stride + k * dilation - pad)], zero outside the image.

    `images` are the phases of x (samples, planes, *sizes). Of the first spatial dimension only windows
    first..last are made.
    """
    step = len(images)
    for offsets in itertools.product(*[range(axis.kernel) for axis in axes]):
        target = columns[_ALL + offsets]
        source: list = list(_ALL)
        for d, (axis, k) in enumerate(zip(axes, offsets)):
            begin, end = (first, last) if d == 0 else (0, None)
            start, stop, window = axis.span(k, begin, end)
            source.append(window)
            target = _inside(target, d + 2, start - begin, stop - begin)
        image = images[0]
        if step > 1:
            line = source[-1]
            image = images[line.start % step]
            source[-1] = slice(line.start // step, -(-(line.stop - line.start % step) // step))
        source[0] = samples
        target[...] = image[tuple(source)]


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


def fold(columns: Any, x: Any, axes: Sequence[Axis]) -> None:
    """The transpose of unfold: x[n, c, ...] += columns[n, c, *k, *o] at the place each element came from."""
    for offsets in itertools.product(*[range(axis.kernel) for axis in axes]):
        source: list = [*_ALL, *offsets]
        target: list = list(_ALL)
        for axis, k in zip(axes, offsets):
            start, stop, window = axis.span(k)
            source.append(slice(start, stop))
            target.append(window)
        x[tuple(target)] += columns[tuple(source)]
