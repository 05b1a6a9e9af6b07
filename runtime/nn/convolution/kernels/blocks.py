"""How a convolution is cut into jobs: whole samples, several of them, or part of one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ....backend import get_array_module
from ....kernels import parallel
from .axes import Axis
from .scratch import buffer

BLOCK_BYTES = 4 << 20  # of unfolded columns: smaller blocks change threads more often, larger ones leave the cache
DEVICE_BLOCK_BYTES = 256 << 20
PLANE_BYTES = 1 << 20  # of planes that one job takes: what stays in cache over several passes
SHARED_BYTES = 256 << 10  # less work is not worth other threads
ALONE_BYTES = 128 << 10  # so little is one job, if the products are small, too
LEAST_COLUMNS = 192  # shorter products run below BLAS's speed: samples share one then


class Block(NamedTuple):
    """Samples first..last and, of one sample, rows of windows (or planes) begin..end."""

    first: int
    last: int
    begin: int
    end: int


def limit(xp: Any) -> int:
    return BLOCK_BYTES if xp is np else DEVICE_BLOCK_BYTES


def cut(samples: int, units: int, unit_bytes: int, most: int, work: float, least_units: int = 1) -> list[Block]:
    """Blocks of about `most` bytes where a sample has `units` parts of `unit_bytes` each; `work` is all flops.

    There are at least as many blocks as threads, if none gets fewer than `least_units` parts and the work is enough.
    """
    if work < parallel.ALONE_FLOPS and samples * units * unit_bytes < ALONE_BYTES:
        return [Block(0, samples, 0, units)]
    threads = parallel.threads()
    fitting = max(1, least_units, most // max(1, unit_bytes))
    together = min(fitting // units, -(-samples // threads))
    if together > 1:
        return [Block(first, last, 0, units) for first, last in _even(samples, together, threads)]
    if samples >= threads:
        return [Block(i, i + 1, a, b) for i in range(samples) for a, b in parallel.parts(units, fitting)]
    if units * samples >= least_units * threads:
        fitting = min(fitting, -(-units * samples // threads))
    return [Block(i, i + 1, a, b) for i in range(samples) for a, b in _even(units, fitting, threads)]


def _even(total: int, size: int, threads: int) -> list[tuple[int, int]]:
    """Pieces of about `size`, as many for each thread; one piece stays one."""
    pieces = -(-total // size)
    if pieces > 1:
        size = -(-total // (-(-pieces // threads) * threads))
    return parallel.parts(total, size)


def shared_outputs(blocks: list[Block], outputs: int, work: float) -> list[tuple]:
    """A single block as one for part of the outputs on each thread: (*block, begin, end)."""
    if len(blocks) > 1 or work < parallel.ALONE_FLOPS:
        return list(blocks)
    return [(*blocks[0], *part) for part in parallel.parts(outputs, -(-outputs // parallel.threads()))]


def over_planes(function: Callable[[int, int], None], array: Any) -> None:
    """Calls function(first, last) for groups of `array`'s first dimension that fit the cache, on all threads."""
    count = len(array)
    if get_array_module(array) is not np:
        return function(0, count)
    fitting = max(1, PLANE_BYTES // max(1, math.prod(array.shape[1:]) * array.itemsize))
    if array.nbytes >= SHARED_BYTES:
        fitting = min(fitting, -(-count // parallel.threads()))
    parallel.run(function, parallel.parts(count, fitting))


def windows(axes: Sequence[Axis], begin: int = 0, end: int | None = None) -> tuple[int, ...]:
    """Shape of the windows, of rows begin..end of them."""
    return ((axes[0].out if end is None else end) - begin, *[axis.out for axis in axes[1:]])


def columns_of(
    count: int, planes: int, axes: Sequence[Axis], shape: tuple[int, ...], merged: bool, dtype: Any, xp: Any
) -> tuple[Any, Any]:
    """Memory for unfolded columns: as matrices, and as unfold sees it (count, planes, *k, *windows).

    Merged: one matrix (planes * k, count * windows) for all samples; else one for each sample.
    """
    kernel = [axis.kernel for axis in axes]
    height, width = planes * math.prod(kernel), math.prod(shape)
    if not merged:
        matrix = buffer("columns", (count, height, width), dtype, xp)
        return matrix, matrix.reshape(count, planes, *kernel, *shape)
    matrix = buffer("columns", (height, count * width), dtype, xp)
    view = matrix.reshape(planes, *kernel, count, *shape)
    depth = 1 + len(kernel)
    order = (depth, *range(depth), *range(depth + 1, depth + 1 + len(shape)))
    return matrix, view.transpose(order)


def flops(x: Any, weight: Any, axes: Sequence[Axis]) -> float:
    """Multiplications and additions of a convolution with the (unfolded) weight."""
    return 2.0 * len(x) * weight.size * math.prod(windows(axes))


def shares(view: Any, array: Any) -> bool:
    """Whether a reshape gave a view of `array` and no copy."""
    base = array if array.base is None else array.base
    return view.base is base or view.base is array
