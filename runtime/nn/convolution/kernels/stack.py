"""Convolution that unfolds only the inner dimensions, where the outermost stride is 1.

Rows of windows that start one row lower are the same columns, shifted by a row: one unfolding serves
all rows of the kernel, with one product for each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....backend import get_array_module
from . import parallel
from .axes import Axis
from .blocks import LEAST_COLUMNS, columns_of, cut, flops, limit, shares, windows
from .scratch import buffer
from .unfold import unfold

LEAST_DEPTH = 48  # numbers that one product adds up: with fewer, writing the results costs more than it saves


def shifted(axes: Sequence[Axis]) -> tuple[list[Axis], int, list[int]]:
    """The axes to unfold, how many rows more than windows are needed, and the shift of each row of the kernel."""
    outer, line = axes[0], math.prod(windows(axes)[1:])
    inner = [Axis(outer.size, outer.size + 2 * outer.pad, 1, 1, outer.pad), *axes[1:]]
    return inner, outer.extent - 1, [k * outer.dilation * line for k in range(outer.kernel)]


def pays(x: Any, weight: Any, axes: Sequence[Axis]) -> bool:
    """Whether `forward` copies less than a full unfolding, its sums of products and of the weight included."""
    outer, length = axes[0], math.prod(windows(axes))
    if outer.kernel == 1 or outer.stride != 1 or length < LEAST_COLUMNS:
        return False
    inner = weight.shape[1] // outer.kernel
    saved = len(x) * length * (outer.kernel - 1) * (inner - 1.5 * len(weight))
    return inner >= LEAST_DEPTH and saved > 2 * weight.size


def forward(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> None:
    """Unfolds only along the inner dimensions: rows of windows that start lower are the same columns, shifted.

    One product for each row of the kernel, added up; the outermost stride must be 1.
    """
    xp, outer = get_array_module(x), axes[0]
    outputs, planes = len(weight), x.shape[1]
    inner, lower, shifts = shifted(axes)
    lines = weight.reshape(outputs, planes, outer.kernel, -1).transpose(2, 0, 1, 3).reshape(outer.kernel, outputs, -1)
    line = math.prod(windows(axes)[1:])

    def block(first: int, last: int, row: int, end: int) -> None:
        for i in range(first, last):
            stop = end + lower
            matrix, columns = columns_of(1, planes, inner, windows(inner, row, stop), True, x.dtype, xp)
            unfold(x[i : i + 1], columns, inner, row, stop)
            length = (end - row) * line
            part = out[i, :, row:end]
            total = part.reshape(outputs, length)
            np.matmul(lines[0], matrix[:, :length], out=total)
            product = buffer("product", total.shape, x.dtype, xp)
            for weights, shift in zip(lines[1:], shifts[1:]):
                total += np.matmul(weights, matrix[:, shift : shift + length], out=product)
            if bias is not None:
                total += bias[:, None]
            if not shares(total, out):
                part[...] = total.reshape(part.shape)

    row_bytes = lines.shape[2] * line * x.itemsize
    work = flops(x, weight, axes)
    parallel.run(block, cut(len(x), outer.out, row_bytes, limit(xp), work, -(-LEAST_COLUMNS // line)), work)
