"""Local response normalisation across planes (nn.SpatialCrossMapLRN)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from .. import utils
from ..convolution.kernels import checks, parallel
from ..convolution.kernels.scratch import buffer
from ..convolution.windowed import batched
from ..module import Module


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

        def sample(i: int) -> None:
            np.multiply(x[i], x[i], out=out[i])
            _window_sums(out[i], scale[i], size)
            scale[i] *= self.alpha / size
            scale[i] += self.k
            _power(scale[i], -beta, out[i])
            out[i] *= x[i]

        parallel.run(sample, [(i,) for i in range(len(x))])
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self._check(input, gradOutput)
        x, gradient = batched(input.array, 2), batched(gradOutput.array, 2)
        out, scale = batched(self.output.array, 2), batched(self.scale.array, 2)
        into = batched(self.gradInput.resize_array(input._size), 2)
        size, beta = int(self.size), float(self.beta)

        def sample(i: int) -> None:
            ratio = np.multiply(gradient[i], out[i])
            ratio /= scale[i]
            sums = buffer("lrn", x[i].shape, x.dtype) if isinstance(x, np.ndarray) else np.empty_like(ratio)
            _window_sums(ratio, sums, size)
            sums *= x[i]
            sums *= 2 * self.alpha * beta / size
            _power(scale[i], -beta, into[i])
            into[i] *= gradient[i]
            into[i] -= sums

        parallel.run(sample, [(i,) for i in range(len(x))])
        return self.gradInput

    def clearState(self) -> Any:
        utils.clear(self, "scale", "paddedRatio", "accumRatio")
        return super().clearState()


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
