"""Maxima of windows, one axis after the other; with or without the places they come from.

Arrays are (planes, *sizes). As in Torch a NaN is never the maximum, and a window without any
number (or of -inf alone) gives the lowest finite number at no place.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ....backend import get_array_module
from ....kernels.onednn import pooling
from .along import along
from .axes import Axis, spans
from .blocks import over_planes
from .scratch import buffer

#: The code of element k of windows start..stop along axis d; what is recorded is the sum over the axes.
Coder = Callable[[int, Axis, int, int, int], Any]

#: Rows of outputs below this length are too short for numpy's loops: planes become the last dimension.
SHORT_ROW = 32


def maxima(x: Any, out: Any, axes: Sequence[Axis]) -> None:
    """out[p, *o] = the maximum of window o of plane p."""
    if pooling.maxima(x, out, axes):
        return

    def planes(first: int, last: int) -> None:
        values = x[first:last]
        for d, axis in enumerate(axes):  # rows first: their slices are whole lines
            target = out[first:last] if d == len(axes) - 1 else None
            values = along(values, d, axis, np.fmax, -np.inf, target)
        np.fmax(values, np.finfo(x.dtype).min, out=values)  # windows of nothing, NaN or -inf

    over_planes(planes, x)


def maxima_and_places(x: Any, out: Any, codes: Any, axes: Sequence[Axis], code: Coder) -> None:
    """As maxima; codes[p, *o] records where (the sum of `code` over the axes), -1 for nowhere.

    Of equal values the first in row-major order counts.
    """

    aside = axes[-1].out < SHORT_ROW

    def planes(first: int, last: int) -> None:
        xp = get_array_module(x)
        part, outs, where = x[first:last], out[first:last], codes[first:last]
        if aside:
            part = xp.ascontiguousarray(xp.moveaxis(part, 0, -1))
            outs, where = xp.moveaxis(outs, 0, -1), xp.moveaxis(where, 0, -1)
        values, places = part, None
        for d in reversed(range(len(axes))):  # columns first: then ties go to the first row
            values, places = _track(values, places, d if aside else d + 1, axes[d], functools.partial(code, d, axes[d]))
        outs[...] = values
        where[...] = places
        nowhere = values == -np.inf
        if nowhere.any():
            where[nowhere] = -1
            outs[nowhere] = np.finfo(x.dtype).min

    over_planes(planes, x)


def noted_maxima(x: Any, out: Any, places: Any, axes: tuple[Axis, ...]) -> bool:
    """As maxima_and_places with linear_code, but from 1 on, 0 for nowhere. Returns whether it could be done (fast)."""
    if get_array_module(x) is not np:
        return False
    which = buffer("elements of windows", out.shape, np.uint8)
    if not pooling.maxima(x, out, axes, which):
        return False
    shifts, corners = _linear(axes)
    shifts.take(which, out=places, mode="clip")
    places += corners
    least = np.finfo(x.dtype).min
    if out.min() == least:
        places[out == least] = 0
    return True


@functools.lru_cache(maxsize=256)
def _linear(axes: tuple[Axis, ...]) -> tuple[Any, Any]:
    """How far each element of a window is from its first one in the plane, and where the first ones are, from 1."""
    code = linear_code([axis.size for axis in axes])
    shifts = sum(
        _grid(code(d, axis._replace(stride=axis.dilation, pad=0), 0, 0, axis.kernel), d, len(axes))
        for d, axis in enumerate(axes)
    )
    corners = sum(_grid(code(d, axis, 0, 0, axis.out), d, len(axes)) for d, axis in enumerate(axes))
    return shifts.reshape(-1), corners + 1


def _grid(values: Any, d: int, count: int) -> Any:
    """A row of values as dimension d of `count`."""
    return values.reshape(-1, *[1] * (count - d - 1))


def _track(x: Any, places: Any, dim: int, axis: Axis, code: Callable[[int, int, int], Any]) -> tuple[Any, Any]:
    """Maxima of the windows along one dimension of x, and the codes of where they are."""
    xp = get_array_module(x)
    shape = (*x.shape[:dim], axis.out, *x.shape[dim + 1 :])
    values, found = xp.full(shape, -np.inf, x.dtype), xp.zeros(shape, np.int32)
    lead, trail = (slice(None),) * dim, (1,) * (x.ndim - dim - 1)
    for k, (start, stop, window) in enumerate(spans(axis)):
        step, part = x[lead + (window,)], (*lead, slice(start, stop))
        here = xp.asarray(code(k, start, stop), np.int32).reshape(-1, *trail)
        here = here if places is None else places[lead + (window,)] + here
        if k == 0:
            found[part] = here
        else:  # arithmetic takes a quarter of the time of copying under a mask that changes all the time
            change = here - found[part]
            change *= step > values[part]
            found[part] += change
        xp.fmax(values[part], step, out=values[part])
    return values, found


def scatter(gradient: Any, places: Any, into: Any, axes: Sequence[Axis], origin: int = 0) -> None:
    """into[p, places[p, *o]] += gradient[p, *o]; places count from `origin`, below it is nowhere.

    `into` is (planes, elements) of zeros.
    """
    xp = get_array_module(into)
    flat = into.reshape(-1)
    base = xp.arange(len(into)).reshape(-1, *[1] * len(axes)) * into.shape[1] - origin
    nowhere = bool(places.min() < origin)
    # windows that are this far apart share no input: their places are distinct
    apart = [-(-axis.extent // axis.stride) for axis in axes]
    for phase in itertools.product(*[range(min(n, axis.out)) for n, axis in zip(apart, axes)]):
        part = (slice(None), *[slice(o, None, n) for o, n in zip(phase, apart)])
        where, values = (places[part] + base).reshape(-1), gradient[part].reshape(-1)
        if nowhere:
            valid = places[part].reshape(-1) >= origin
            where, values = where[valid], values[valid]
        if set(apart) == {1}:  # no two windows share an input, and `into` is fresh
            flat[where] = values
        else:
            flat[where] += values


def linear_code(sizes: Sequence[int]) -> Coder:
    """Records the place in the plane, counted row by row."""
    steps = [math.prod(sizes[d + 1 :]) for d in range(len(sizes))]

    def code(d: int, axis: Axis, k: int, start: int, stop: int) -> Any:
        return (np.arange(start, stop) * axis.stride + (k * axis.dilation - axis.pad)) * steps[d]

    return code


def byte_code(d: int, axis: Axis, k: int, start: int, stop: int) -> Any:
    """Records the element of the window, one byte an axis (as the volumetric poolings do)."""
    return k << (8 * d)


def places_of_bytes(codes: Any, axes: Sequence[Axis]) -> Any:
    """Linear places in the plane from what byte_code recorded; -1 stays."""
    xp = get_array_module(codes)
    places = xp.zeros(codes.shape, np.int64)
    for d, axis in enumerate(axes):
        windows = xp.arange(axis.out).reshape(-1, *[1] * (len(axes) - d - 1)) * axis.stride - axis.pad
        places *= axis.size
        places += ((codes >> (8 * d)) & 255) * axis.dilation + windows
    places[codes < 0] = -1
    return places
