"""3x3 convolution with 16 multiplications for each tile of 2x2 outputs instead of 36 (Winograd's F(2x2, 3x3)).

Tiles of 4x4 inputs and the kernels are transformed by sums and differences, multiplied place by place
(one matrix product over the planes for each of 16 places), and the products transformed back. Float
results differ from the direct sums by little more than those do among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ....backend import get_array_module
from ....kernels import parallel
from .axes import Axis
from .blocks import cut, limit
from .planes import Planes
from .scratch import buffer

LEAST_PLANES = 32  # with fewer the transforms cost more than the products that they save
LEAST_TILES = 96  # in one product
#: Nanoseconds: a multiplication and addition in a product, a number in a transform, one of the kernels'.
PRODUCT, NUMBER, WEIGHT = 0.02, 0.8, 0.7
_KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])


def pays(x: Any, weight: Any, axes: Sequence[Axis]) -> bool:
    """Whether `forward` is likely to be faster than the product with unfolded windows."""
    if len(axes) != 2 or any(axis[2:4] != (3, 1) or axis.dilation != 1 for axis in axes):
        return False
    outputs, planes = len(weight), x.shape[1]
    if x.dtype != np.float32 or min(outputs, planes) < LEAST_PLANES:
        return False
    rows, columns = (-(-axis.out // 2) for axis in axes)
    tiles = len(x) * rows * (columns + 1)
    windows = len(x) * axes[0].out * axes[1].out
    direct = windows * planes * (9 * outputs * PRODUCT + 9 * 0.2)
    pairs = outputs * planes
    return 16 * pairs * (tiles * PRODUCT + WEIGHT) + 24 * tiles * (outputs + planes) * NUMBER < 0.9 * direct


def forward(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> None:
    """out = weight * unfolded x + bias, for kernels of 3x3 one apart."""
    xp, outputs, planes = get_array_module(x), len(weight), x.shape[1]
    tiling = [Axis(axis.size, -(-axis.out // 2), 4, 2, axis.pad) for axis in axes]
    kernels = _kernels(weight, xp)

    def block(first: int, last: int, row: int, end: int) -> None:
        tiles = Planes(last - first, planes, tiling, row, end, True, x.dtype, xp).load(x[first:last])
        inputs = _inputs(tiles, xp)
        shape = (16, outputs, inputs.shape[-1])
        products = np.matmul(kernels, inputs, out=buffer("products", shape, x.dtype, xp))
        if bias is not None:
            products[5] += bias[:, None]  # its part of all four outputs is the whole
        wide = (4, 4, outputs, last - first, *tiles.windows)
        _outputs(products.reshape(wide), out[first:last, :, 2 * row : 2 * end], xp)

    tiles_in_row = tiling[1].out + 1
    row_bytes = 16 * (outputs + planes) * tiles_in_row * x.itemsize
    work = 32.0 * outputs * planes * len(x) * tiling[0].out * tiles_in_row
    least = -(-LEAST_TILES // tiles_in_row)
    parallel.run(block, cut(len(x), tiling[0].out, row_bytes, limit(xp), work, least), work)


def _kernels(weight: Any, xp: Any) -> Any:
    """G w G^T of each kernel, as (16, outputs, planes)."""
    outputs = len(weight)
    flat = weight.reshape(-1, 9).T
    transform = xp.asarray(np.kron(_KERNEL, _KERNEL), weight.dtype)
    result = buffer("kernels", (16, flat.shape[1]), weight.dtype, xp)
    parallel.product(transform, flat, result)
    return result.reshape(16, outputs, -1)


def _inputs(tiles: Planes, xp: Any) -> Any:
    """B^T d B of each tile d, as (16, planes, samples * tiles); its axes one after the other."""
    samples, planes = tiles.counts
    pitch = tiles.steps[0]
    count = tiles.windows[0] * pitch
    d = tiles.memory.reshape(samples, planes, 2, 2, -1).transpose(2, 1, 0, 3, 4)
    here, below = d[..., : count + 1], d[..., pitch : pitch + count + 1]
    rows = buffer("tile rows", (4, planes, samples, 2, count + 1), tiles.memory.dtype, xp)
    _transform(here[0], here[1], below[0], below[1], rows)
    whole = buffer("tiles", (4, 4, planes, samples, count), tiles.memory.dtype, xp)
    here, right = rows[..., :count], rows[..., 1:]
    _transform(here[:, :, :, 0], here[:, :, :, 1], right[:, :, :, 0], right[:, :, :, 1], whole.swapaxes(0, 1))
    return whole.reshape(16, planes, -1)


def _transform(a: Any, b: Any, c: Any, d: Any, out: Any) -> None:
    np.subtract(a, c, out=out[0])
    np.add(b, c, out=out[1])
    np.subtract(c, b, out=out[2])
    np.subtract(b, d, out=out[3])


def _outputs(m: Any, out: Any, xp: Any) -> None:
    """out = A^T m A for each tile; m is (4, 4, outputs, samples, rows, wide columns)."""
    rows = buffer("tile rows", (2, *m.shape[1:]), m.dtype, xp)
    np.add(m[0], m[1], out=rows[0])
    rows[0] += m[2]
    np.subtract(m[1], m[2], out=rows[1])
    rows[1] -= m[3]
    first, second = rows[:, 0], rows[:, 3]
    first += rows[:, 1]
    first += rows[:, 2]
    np.subtract(rows[:, 1], rows[:, 2], out=rows[:, 1])
    np.subtract(rows[:, 1], second, out=second)
    for a in range(2):
        for b, values in enumerate((first[a], second[a])):
            part = out[:, :, a::2, b::2]
            part[...] = values.swapaxes(0, 1)[:, :, : part.shape[2], : part.shape[3]]
