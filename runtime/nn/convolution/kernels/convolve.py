"""Convolution as matrix products over unfolded blocks: forward, by the input, by the weights.

Arrays are x (samples, planes, *sizes), gradient and out (samples, outputs, *windows), weight
(outputs, planes * k...). A block of unfolded columns fits the cache; blocks are spread over threads.
The transposed ("full") convolution is the same three functions with other roles. oneDNN does all of it
where it can (float32 on the CPU); what follows is for the rest.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....backend import get_array_module
from ....kernels import parallel
from ....kernels.blend import blend
from ....kernels.onednn import convolution as onednn
from . import few_outputs, winograd
from .axes import Axis
from .blocks import LEAST_COLUMNS, Block, cut, flops, limit, shared_outputs, shares, windows
from .planes import Planes, direct, gap
from .scratch import buffer

GRADIENT_COLUMNS = 768  # fewer, longer products where each one adds to the whole gradient
FEW_OUTPUTS = 4  # that many times fewer outputs than planes: products are added up instead of windows copied
LARGE_KERNEL = 49  # elements; with smaller ones sums of products are faster than few_outputs
SHARED_SUM = 1 << 17  # numbers; fewer are added up before other threads have started
#: Nanoseconds: what a copied run costs beside its bytes, a copied number, a multiplication and addition.
RUN, NUMBER, PRODUCT = 10, 0.2, 0.02


def forward(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis], groups: int = 1) -> None:
    """out = weight * unfolded x + bias; for so many groups of planes side by side."""
    kernels = _kernels(weight, axes, groups)
    if groups == 1 and few_outputs.pays(x, len(weight), axes) and few_outputs.forward(x, kernels, bias, out, axes):
        return
    if onednn.forward(x, kernels, bias, out, axes):
        return
    for i, o in _groups(x.shape[1], len(weight), groups):
        _forward(x[:, i], weight[o], None if bias is None else bias[o], out[:, o], axes)


def _forward(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> None:
    """One group, by numpy."""
    if _pointwise_pays(x, axes):
        return _pointwise(x, weight, bias, out)
    turned = _turned_axes(axes)
    if turned is not None and FEW_OUTPUTS * len(weight) <= x.shape[1]:
        return _folded(x, _turned_weight(weight, axes), bias, out, turned)
    _unfolded(x, weight, bias, out, axes)


def _kernels(weight: Any, axes: Sequence[Axis], groups: int) -> Any:
    """The weight as (outputs, planes, *kernel), or by group, which is a dimension more."""
    kernel = [axis.kernel for axis in axes]
    if groups == 1:
        return weight.reshape(len(weight), -1, *kernel)
    return weight.reshape(groups, len(weight) // groups, -1, *kernel)


def _groups(planes: int, outputs: int, groups: int) -> list[tuple[slice, slice]]:
    """For each group its input planes and its output planes."""
    a, b = planes // groups, outputs // groups
    return [(slice(g * a, g * a + a), slice(g * b, g * b + b)) for g in range(groups)]


def _unfolded(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> None:
    if winograd.pays(x, weight, axes):
        return winograd.forward(x, weight, bias, out, axes)
    wide = _wide(weight.shape, axes)

    def block(first: int, last: int, row: int, end: int, begin: int = 0, stop: int | None = None) -> None:
        columns = _columns(x, axes, Block(first, last, row, end), wide)
        lines, part = weight[begin:stop], out[first:last, begin:stop, row:end]
        _add_product(lines, columns, None if bias is None else bias[begin:stop], part)

    work = flops(x, weight, axes)
    parallel.run(block, _jobs(x, weight, axes, work), work)


def _columns(x: Any, axes: Sequence[Axis], block: Block, wide: bool) -> Any:
    """Unfolded windows of a block of x, (planes, *k, samples, *windows)."""
    xp, planes = get_array_module(x), x.shape[1]
    count, kernel = block.last - block.first, [axis.kernel for axis in axes]
    images = x[block.first : block.last]
    if not wide and _within(axes):
        shape = (planes, *kernel, count, *windows(axes, block.begin, block.end))
        columns = buffer("columns", shape, x.dtype, xp)
        direct(images, columns, axes, block.begin)
        return columns
    source = Planes(count, planes, axes, block.begin, block.end, wide, x.dtype, xp).load(images)
    columns = buffer("columns", (planes, *kernel, count, *source.windows), x.dtype, xp)
    source.unfold(columns)
    return columns


def _within(axes: Sequence[Axis]) -> bool:
    """Whether windows lie in the image itself, and unfolding it runs along its lines."""
    plain = all(axis.stride == 1 for axis in axes) or all(axis.kernel == 1 for axis in axes)
    return plain and all(axis.pad == 0 for axis in axes)


def _wide(shape: tuple[int, ...], axes: Sequence[Axis], passes: int = 1) -> bool:
    """Whether void windows between lines cost less than copies (so many passes) that stop at the end of each line."""
    outputs, height = shape
    void = gap(axes) * (PRODUCT * outputs + NUMBER * passes)
    return len(axes) > 1 and void + RUN * outputs / height < RUN * passes


def _add_product(weight: Any, columns: Any, bias: Any, out: Any) -> None:
    """out (samples, outputs, *windows) = weight * columns + bias; void windows are left out."""
    matrix = columns.reshape(weight.shape[1], -1)
    single = len(out) == 1 and columns.shape[2 - out.ndim :] == out.shape[2:]
    flat = out.reshape(out.shape[1], -1) if single else None
    if flat is not None and shares(flat, out):
        np.matmul(weight, matrix, out=flat)
        if bias is not None:
            flat += bias[:, None]
        return
    xp = get_array_module(out)
    product = np.matmul(weight, matrix, out=buffer("product", (len(weight), matrix.shape[1]), out.dtype, xp))
    if bias is not None:
        product += bias[:, None]  # along whole lines, which is faster than with the copy
    product = product.reshape(len(weight), len(out), *columns.shape[2 - out.ndim :])
    out[...] = product[..., : out.shape[-1]].swapaxes(0, 1)


def _jobs(x: Any, weight: Any, axes: Sequence[Axis], work: float) -> list[tuple]:
    """Blocks of windows; of few windows for part of the outputs each."""
    line = math.prod(windows(axes)[1:])
    least = -(-LEAST_COLUMNS // line)
    blocks = cut(len(x), axes[0].out, weight.shape[1] * line * x.itemsize, limit(get_array_module(x)), work, least)
    return shared_outputs(blocks, len(weight), work)


def _pointwise_pays(x: Any, axes: Sequence[Axis]) -> bool:
    """Whether windows are the inputs, and those of one sample are enough for one product."""
    return all(axis.plain for axis in axes) and (len(x) == 1 or math.prod(x.shape[2:]) >= LEAST_COLUMNS)


def _pointwise(x: Any, weight: Any, bias: Any, out: Any) -> None:
    """1x1 windows: the image itself is the matrix."""
    columns, results = x.reshape(*x.shape[:2], -1), out.reshape(*out.shape[:2], -1)

    def block(first: int, last: int, begin: int, end: int, start: int = 0, stop: int | None = None) -> None:
        part = results[first:last, start:stop, begin:end]
        np.matmul(weight[start:stop], columns[first:last, :, begin:end], out=part)
        if bias is not None:
            part += bias[start:stop, None]

    work, count = 2.0 * weight.size * len(x) * columns.shape[2], columns.shape[2]
    parallel.run(block, shared_outputs(cut(len(x), count, 1, count, work, LEAST_COLUMNS), len(weight), work), work)
    _put(results, out)


def _put(results: Any, out: Any) -> None:
    """Copies results back where reshaping `out` made a copy."""
    if not shares(results, out):
        out[...] = results.reshape(out.shape)


def by_input(gradient: Any, weight: Any, out: Any, axes: Sequence[Axis], bias: Any = None, groups: int = 1) -> None:
    """out = the unfolding's transpose of (weight^T * gradient), overwritten; `bias` is one a plane of out."""
    if groups == 1 and _by_few_planes(gradient, weight, out, axes, bias):
        return
    if onednn.by_input(gradient, _kernels(weight, axes, groups), out, axes):
        if bias is not None:
            out += _column(bias, len(axes))
        return
    for i, o in _groups(out.shape[1], len(weight), groups):
        _by_input(gradient[:, o], weight[o], out[:, i], axes, None if bias is None else bias[i])


def _by_few_planes(gradient: Any, weight: Any, out: Any, axes: Sequence[Axis], bias: Any) -> bool:
    """`by_input` as the convolution with the turned weight, if that is one with few outputs. Returns whether it was."""
    planes = out.shape[1]
    turned = _turned_axes(axes) if math.prod([axis.kernel for axis in axes]) >= LARGE_KERNEL else None
    if turned is None or not few_outputs.pays(gradient, planes, turned):
        return False
    return few_outputs.forward(gradient, _kernels(_turned_weight(weight, axes), axes, 1), bias, out, turned)


def _by_input(gradient: Any, weight: Any, out: Any, axes: Sequence[Axis], bias: Any) -> None:
    """One group, by numpy."""
    if _pointwise_pays(gradient, axes):
        return _pointwise(gradient, weight.T, bias, out)
    turned = _turned_axes(axes)
    columns, planes = len(out) * math.prod(windows(axes)), out.shape[1]
    if turned is not None and len(weight) <= 2 * planes <= columns:  # else the copies are more than it saves
        return _unfolded(gradient, _turned_weight(weight, axes), bias, out, turned)
    _folded(gradient, weight, bias, out, axes)


def _folded(gradient: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> None:
    """The products first, then added up where their windows overlap: cheap where `out` has few planes."""
    xp = get_array_module(gradient)
    kernel = [axis.kernel for axis in axes]
    height, rows, most = math.prod(kernel), axes[0].out, limit(xp)
    wide = _wide(weight.shape, axes, passes=2)

    def block(first: int, last: int, plane: int, end: int) -> None:
        lines = weight[:, plane * height : end * height].T
        line_bytes = len(lines) * (last - first) * math.prod(windows(axes)[1:]) * out.itemsize
        sums = Planes(last - first, end - plane, axes, 0, rows, wide, out.dtype, xp).clear()
        for row, stop in parallel.parts(rows, max(1, most // max(1, line_bytes))):
            upper = _matrix(gradient, Block(first, last, row, stop), sums.windows[-1])
            columns = parallel.product(lines, upper, buffer("columns", (len(lines), upper.shape[1]), out.dtype, xp))
            shape = (end - plane, *kernel, last - first, stop - row, *sums.windows[1:])
            sums.fold(columns.reshape(shape), row)
        sums.store(out[first:last, plane:end], None if bias is None else _column(bias[plane:end], len(axes)))

    plane_bytes = height * math.prod(windows(axes)) * out.itemsize
    work = flops(gradient, weight, axes)
    _run(block, cut(len(out), out.shape[1], plane_bytes, most, work), work)


def _run(block: Any, blocks: list[Block], work: float) -> None:
    """Blocks on all threads; a single one shares its products."""
    if len(blocks) == 1:
        return block(*blocks[0])
    parallel.run(block, blocks, work)


def _matrix(gradient: Any, block: Block, width: int) -> Any:
    """A block of the gradient as a matrix (outputs, samples * windows); void windows are 0."""
    part = gradient[block.first : block.last, :, block.begin : block.end].swapaxes(0, 1)
    if width == part.shape[-1]:
        return part.reshape(len(part), -1)
    matrix = buffer("upper", (*part.shape[:-1], width), part.dtype, get_array_module(part))
    matrix[..., : part.shape[-1]] = part
    matrix[..., part.shape[-1] :] = 0
    return matrix.reshape(len(part), -1)


def _column(values: Any, spatial: int) -> Any:
    return values.reshape(-1, *[1] * spatial)


def _turned_axes(axes: Sequence[Axis]) -> list[Axis] | None:
    """The axes of the convolution of the gradient that equals the transpose; None if there is none."""
    if any(axis.stride != 1 or axis.extent - 1 < axis.pad for axis in axes):
        return None
    return [Axis(a.out, a.size, a.kernel, 1, a.extent - 1 - a.pad, a.dilation) for a in axes]


def _turned_weight(weight: Any, axes: Sequence[Axis]) -> Any:
    """The weight with its planes exchanged and its kernels reversed, as a matrix."""
    kernel = [axis.kernel for axis in axes]
    backwards = (slice(None), slice(None)) + (slice(None, None, -1),) * len(kernel)
    turned = weight.reshape(len(weight), -1, *kernel)[backwards]
    return turned.swapaxes(0, 1).reshape(turned.shape[1], -1)


def by_weight(
    x: Any, gradient: Any, into: Any, axes: Sequence[Axis], scale: float = 1, bias: Any = None, groups: int = 1
) -> None:
    """into += scale * gradient * (unfolded x)^T, summed over samples; `bias` += scale * the sums of output planes."""
    if _by_weight_whole(x, gradient, into, axes, scale, bias, groups):
        return
    for i, o in _groups(x.shape[1], len(into), groups):
        _by_weight(x[:, i], gradient[:, o], into[o], axes, scale)
    if bias is not None:
        by_bias(gradient, bias, scale)


def _by_weight_whole(
    x: Any, gradient: Any, into: Any, axes: Sequence[Axis], scale: float, bias: Any, groups: int
) -> bool:
    """`by_weight` by oneDNN, which overwrites. Returns whether it did it."""
    if not onednn.available():
        return False
    some = onednn.samples_by_weight(x, gradient)
    sums = buffer("weight gradient", into.shape, into.dtype)
    column = None if bias is None else np.empty(len(into), into.dtype)
    for n in range(0, len(x), some):
        if not onednn.by_weight(x[n : n + some], gradient[n : n + some], _kernels(sums, axes, groups), column, axes):
            return False
        _add(into, sums, scale)
        if bias is not None:
            _add(bias, column, scale)
    return True


def _add(into: Any, values: Any, scale: float) -> None:
    if into.size >= SHARED_SUM:
        return blend(into, 1, values, scale)
    into += values if scale == 1 else values * into.dtype.type(scale)


def _by_weight(x: Any, gradient: Any, into: Any, axes: Sequence[Axis], scale: float) -> None:
    xp = get_array_module(x)
    plain = all(axis.plain for axis in axes)
    wide = not plain and _wide(into.shape, axes)
    line = math.prod(windows(axes)[1:])
    work = flops(x, into, axes)
    least = -(-GRADIENT_COLUMNS // line)
    blocks = cut(len(x), axes[0].out, into.shape[1] * line * x.itemsize, limit(xp), work, least)
    sums: dict[int, Any] = {}  # by thread

    def block(*place: int) -> None:
        if plain:
            columns = _matrix(x, Block(*place), x.shape[-1])
            width = x.shape[-1]
        else:
            columns = _columns(x, axes, Block(*place), wide)
            width = columns.shape[-1]
        upper = _matrix(gradient, Block(*place), width)
        product = xp.empty((into.shape[1], len(into)), into.dtype)
        parallel.product(columns.reshape(len(product), -1), upper.T, product)  # this way round BLAS is faster
        total = sums.setdefault(threading.get_ident(), product)
        if total is not product:
            total += product

    _run(block, blocks, work)
    for total in sums.values():
        _add(into, total.T, scale)


def by_bias(gradient: Any, into: Any, scale: float = 1) -> None:
    """into += scale * the sum of each output plane."""
    places = gradient.reshape(*gradient.shape[:2], -1)
    ones = get_array_module(gradient).ones(places.shape[2], gradient.dtype)
    with parallel.small_products(2.0 * gradient.size):
        total = np.matmul(places, ones).sum(axis=0)
    _add(into, total, scale)
