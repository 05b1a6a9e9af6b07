"""Local response normalisation across planes (nn.SpatialCrossMapLRN)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...kernels import parallel
from ...registry import register
from .. import utils
from ..checks import need_size
from ..convolution.kernels import checks
from ..convolution.kernels.blocks import SHARED_BYTES
from ..convolution.windowed import batched
from ..module import Module

BLOCK_BYTES = 512 << 10


@register("nn.SpatialCrossMapLRN", aliases=("cudnn.SpatialCrossMapLRN",))
class SpatialCrossMapLRN(Module):
    """y = x / (k + alpha / size * sum of x^2 over the `size` nearest planes) ^ beta.

    Input (planes x H x W) or (batch x planes x H x W). alpha is 0.0001, beta 0.75 and k 1 by default.
    """

    scale: Any = None

    def __init__(
        self, size: int, alpha: float | None = None, beta: float | None = None, k: float | None = None
    ) -> None:
        super().__init__()
        self.size = size
        self.alpha = 0.0001 if alpha is None else alpha
        self.beta = 0.75 if beta is None else beta
        self.k = 1 if k is None else k

    def _check(self, input: Any, gradOutput: Any = None) -> None:
        if len(input._size) not in (3, 4):
            raise TorchError("Input must be 3D or 4D")
        checks.same_type(self, input, gradOutput)

    def updateOutput(self, input: Any) -> Any:
        self._check(input)
        if self.scale is None:
            self.scale = type(input)()
        x = batched(input.array, 3 - 1)
        out = batched(self.output.resize_array(input._size), 2)
        scale = batched(self.scale.resize_array(input._size), 2)
        size, beta = int(self.size), float(self.beta)

        def rows(i: int, first: int, last: int) -> None:
            part, target, sums = x[i, :, first:last], out[i, :, first:last], scale[i, :, first:last]
            np.multiply(part, part, out=target)
            _window_sums(target, sums, size)
            sums *= self.alpha / size
            sums += self.k
            _power(sums, -beta, target)
            target *= part

        parallel.run(rows, _row_jobs(x))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self._check(input, gradOutput)
        need_size(self, gradOutput, "gradOutput", input._size)
        x, gradient = batched(input.array, 2), batched(gradOutput.array, 2)
        out, scale = batched(self.output.array, 2), batched(self.scale.array, 2)
        into = batched(self.gradInput.resize_array(input._size), 2)
        size, beta = int(self.size), float(self.beta)

        def rows(i: int, first: int, last: int) -> None:
            part = (i, slice(None), slice(first, last))
            ratio = np.multiply(gradient[part], out[part])
            ratio /= scale[part]
            sums = np.empty_like(ratio)
            _window_sums(ratio, sums, size)
            sums *= x[part]
            sums *= 2 * self.alpha * beta / size
            target = into[part]
            _power(scale[part], -beta, target)
            target *= gradient[part]
            target -= sums

        parallel.run(rows, _row_jobs(x))
        return self.gradInput

    def clearState(self) -> Any:
        utils.clear(self, "scale", "paddedRatio", "accumRatio")
        return super().clearState()


def _row_jobs(x: Any) -> list[tuple[int, int, int]]:
    """(sample, first row, last row): what stays in cache over several passes."""
    samples, planes, height, width = x.shape
    fitting = max(1, BLOCK_BYTES // max(1, planes * width * x.itemsize))
    if x.nbytes >= SHARED_BYTES:
        fitting = min(fitting, -(-height * samples // parallel.threads()))
    return [(i, first, last) for i in range(samples) for first, last in parallel.parts(height, fitting)]


def _window_sums(x: Any, out: Any, size: int) -> None:
    """out[c] = the sum of x over the planes c - (size - 1) / 2 ... c + (size - 1) / 2."""
    out[...] = x
    for distance in range(1, (size - 1) // 2 + 1):
        if distance < len(x):
            out[distance:] += x[:-distance]
            out[:-distance] += x[distance:]


def _power(x: Any, exponent: float, out: Any) -> None:
    """out = x ** exponent, without pow for the usual exponent."""
    if exponent == -0.75:
        root = np.sqrt(x)
        np.sqrt(root, out=out)
        out *= root
        np.reciprocal(out, out=out)
    else:
        np.power(x, exponent, out=out)
