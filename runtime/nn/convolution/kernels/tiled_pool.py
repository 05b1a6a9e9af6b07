"""Maxima of windows that lie side by side: each element of the window is an image of its own then."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....backend import get_array_module
from .axes import Axis
from .scratch import buffer

MOST_ELEMENTS = 16


def fits(axes: Sequence[Axis]) -> bool:
    """Whether windows neither overlap nor leave gaps, all lie inside the image, and have few elements."""
    tiled = all(axis.covered and axis.kernel == axis.stride and axis.dilation == 1 for axis in axes)
    return tiled and math.prod([axis.kernel for axis in axes]) <= MOST_ELEMENTS


def maxima_and_places(x: Any, out: Any, places: Any, axes: Sequence[Axis]) -> None:
    """out[p, *o] = the maximum of window o of plane p; places[p, *o] = where it is in the plane, -1 for nowhere.

    Of equal values the first in row-major order counts; NaN is never the maximum.
    """
    xp = get_array_module(x)
    elements = list(itertools.product(*[range(axis.kernel) for axis in axes]))
    images = buffer("window elements", (len(elements), *out.shape), x.dtype, xp)
    for image, element in zip(images, elements):
        spread = [slice(k, k + axis.out * axis.stride, axis.stride) for k, axis in zip(element, axes)]
        part: tuple = (slice(None), *spread)
        image[...] = x[part]
    most = buffer("maxima", out.shape, x.dtype, xp)
    np.fmax(images[0], -np.inf, out=most)
    for image in images[1:]:
        np.fmax(most, image, out=most)
    which = xp.full(out.shape, len(elements) - 1, np.int16)
    for k in range(len(elements) - 2, -1, -1):  # arithmetic is several times faster than copies under a mask
        which -= (which - np.int16(k)) * (images[k] == most)
    out[...] = most
    places[...] = xp.asarray(_shifts(elements, axes))[which]
    places += xp.asarray(_corners(axes))
    nowhere = most == -np.inf
    if nowhere.any():
        places[nowhere] = -1
        out[nowhere] = np.finfo(x.dtype).min


def _steps(axes: Sequence[Axis]) -> Any:
    """How far apart neighbours along each axis are in a plane."""
    return np.cumprod([1, *[axis.size for axis in axes[:0:-1]]])[::-1]


def _shifts(elements: list[tuple[int, ...]], axes: Sequence[Axis]) -> Any:
    return np.asarray(elements) @ _steps(axes)


def _corners(axes: Sequence[Axis]) -> Any:
    """The place of the first element of each window."""
    grids = np.meshgrid(*[np.arange(axis.out) * axis.stride for axis in axes], indexing="ij")
    return sum(grid * step for grid, step in zip(grids, _steps(axes)))
