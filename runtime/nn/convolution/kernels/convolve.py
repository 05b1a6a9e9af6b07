"""Convolution as matrix products over unfolded blocks: forward, by the input, by the weights.

Arrays are x (samples, planes, *sizes), gradient and out (samples, outputs, *windows), weight
(outputs, planes * k...). A block of unfolded columns fits the cache; blocks are spread over threads.
The transposed ("full") convolution is the same three functions with other roles.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....backend import get_array_module
from . import parallel, stack
from .axes import Axis
from .blocks import LEAST_COLUMNS, columns_of, cut, flops, limit, shares, windows
from .scratch import buffer
from .unfold import fold, unfold

FEW_OUTPUTS = 4  # that many times fewer outputs than planes: products are added up instead of windows copied


def forward(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> None:
    """out = weight * unfolded x + bias."""
    if all(axis.plain for axis in axes):
        return _pointwise(x, weight, bias, out)
    turned = _turned_axes(axes)
    if turned is not None and FEW_OUTPUTS * len(weight) <= x.shape[1]:
        return _folded(x, _turned_weight(weight, axes), bias, out, turned)
    _unfolded(x, weight, bias, out, axes)


def _unfolded(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> None:
    if stack.pays(x, weight, axes):
        return stack.forward(x, weight, bias, out, axes)
    xp = get_array_module(x)
    outputs, planes = len(weight), x.shape[1]
    merged = math.prod(windows(axes)) < LEAST_COLUMNS

    def block(first: int, last: int, row: int, end: int) -> None:
        count, shape = last - first, windows(axes, row, end)
        many = merged and count > 1
        matrix, columns = columns_of(count, planes, axes, shape, many, x.dtype, xp)
        unfold(x[first:last], columns, axes, row, end)
        part = out[first:last, :, row:end]
        if many:
            product = np.matmul(weight, matrix, out=buffer("product", (outputs, matrix.shape[1]), x.dtype, xp))
            part[...] = product.reshape(outputs, count, *shape).swapaxes(0, 1)
        else:
            _product(weight, matrix, part)
        if bias is not None:
            part += bias.reshape(-1, *[1] * len(axes))

    line = weight.shape[1] * math.prod(windows(axes)[1:])
    least = -(-LEAST_COLUMNS // math.prod(windows(axes)[1:]))
    work = flops(x, weight, axes)
    parallel.run(block, cut(len(x), axes[0].out, line * x.itemsize, limit(xp), work, least), work)


def _product(a: Any, b: Any, out: Any) -> None:
    """out = a * b, matrix by matrix; out has the last dimension of b split."""
    flat = out.reshape(*out.shape[:2], -1)
    if shares(flat, out):
        np.matmul(a, b, out=flat)
    else:
        out[...] = np.matmul(a, b).reshape(out.shape)


def _pointwise(x: Any, weight: Any, bias: Any, out: Any) -> None:
    """1x1 windows: the image itself is the matrix."""
    columns = x.reshape(*x.shape[:2], -1)

    def sample(i: int) -> None:
        _product(weight, columns[i : i + 1], out[i : i + 1])
        if bias is not None:
            out[i] += bias.reshape(-1, *[1] * (out.ndim - 2))

    parallel.run(sample, [(i,) for i in range(len(x))], 2.0 * weight.size * len(x) * columns.shape[2])


def by_input(gradient: Any, weight: Any, out: Any, axes: Sequence[Axis], bias: Any = None) -> None:
    """out = the unfolding's transpose of (weight^T * gradient), overwritten; `bias` is one a plane of out."""
    if all(axis.plain for axis in axes):
        return _pointwise(gradient, weight.T, bias, out)
    turned = _turned_axes(axes)
    columns, planes = len(out) * math.prod(windows(axes)), out.shape[1]
    if turned is not None and len(weight) <= 2 * planes <= columns:  # else the copies are more than it saves
        return _unfolded(gradient, _turned_weight(weight, axes), bias, out, turned)
    _folded(gradient, weight, bias, out, axes)


def _folded(gradient: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> None:
    """The products first, then added up where their windows overlap: cheap where `out` has few planes."""
    xp = get_array_module(gradient)
    outputs, kernel = len(weight), math.prod([axis.kernel for axis in axes])
    line, rows = math.prod(windows(axes)[1:]), axes[0].out
    merged = rows * line < LEAST_COLUMNS
    most = limit(xp)

    def block(first: int, last: int, plane: int, end: int) -> None:
        count = last - first
        many = merged and count > 1
        lines = weight[:, plane * kernel : end * kernel].T
        images = out[first:last, plane:end]
        images[...] = 0 if bias is None else bias[plane:end].reshape(-1, *[1] * len(axes))
        fitting = most // max(1, count * len(lines) * line * out.itemsize)
        for row, stop in parallel.parts(rows, rows if many else max(1, fitting)):
            shape = windows(axes, row, stop)
            matrix, columns = columns_of(count, end - plane, axes, shape, many, out.dtype, xp)
            products = gradient[first:last, :, row:stop]
            products = products.swapaxes(0, 1).reshape(outputs, -1) if many else products.reshape(count, outputs, -1)
            np.matmul(lines, products, out=matrix)
            fold(columns, images, axes, row, stop)

    plane_bytes = kernel * rows * line * out.itemsize
    work = flops(gradient, weight, axes)
    parallel.run(block, cut(len(out), out.shape[1], plane_bytes, most, work), work)


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


def by_weight(x: Any, gradient: Any, into: Any, axes: Sequence[Axis], scale: float = 1) -> None:
    """into += scale * gradient * (unfolded x)^T, summed over the samples."""
    xp, planes = get_array_module(x), x.shape[1]
    plain = all(axis.plain for axis in axes)
    line_bytes = into.shape[1] * math.prod(windows(axes)[1:]) * x.itemsize
    work = flops(x, into, axes)
    blocks = cut(len(x), axes[0].out, line_bytes, limit(xp, gradient=True), work, LEAST_COLUMNS)
    stacked = axes[0].kernel > 1 and axes[0].stride == 1 and all(block.last - block.first == 1 for block in blocks)
    unfolded, lower, shifts = stack.shifted(axes) if stacked else (axes, 0, [0])
    sums: dict[int, list] = {}  # by thread

    def block(first: int, last: int, row: int, end: int) -> None:
        if plain and last - first == 1:
            matrix = x[first, :, row:end].reshape(planes, -1)
        else:
            shape = windows(unfolded, row, end + lower)
            matrix, columns = columns_of(last - first, planes, unfolded, shape, True, x.dtype, xp)
            unfold(x[first:last], columns, unfolded, row, end + lower)
        upper = gradient[first:last, :, row:end].swapaxes(0, 1)
        upper = upper.reshape(len(upper), -1)
        products = [np.matmul(upper, matrix[:, shift : shift + upper.shape[1]].T) for shift in shifts]
        for total, product in zip(sums.setdefault(threading.get_ident(), products), products):
            if total is not product:
                total += product

    parallel.run(block, blocks, work)
    lines = into.reshape(len(into), planes, len(shifts), -1)
    for totals in sums.values():
        for k, total in enumerate(totals):
            total *= into.dtype.type(scale)
            lines[:, :, k] += total.reshape(len(into), planes, -1)


def by_bias(gradient: Any, into: Any, scale: float = 1) -> None:
    """into += scale * the sum of each output plane."""
    total = gradient.sum(axis=(0, *range(2, gradient.ndim)))
    into += total if scale == 1 else total * into.dtype.type(scale)
