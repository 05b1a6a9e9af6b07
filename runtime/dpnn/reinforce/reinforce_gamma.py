"""Draws numbers of a Gamma distribution (nn.ReinforceGamma)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...nn.simple.common import copied, given, require
from ...nn.table.arrays import fitted
from ...registry import register
from ...table import Table
from ...tensor import Tensor, TensorCore
from .gamma import digamma, gammas
from .reinforce import Reinforce


@register("nn.ReinforceGamma")
class ReinforceGamma(Reinforce):
    """Numbers of the Gamma distributions whose shapes the input holds; in evaluation shape * scale.

    `scale` is a number, a tensor of the size of the input, or one without its batch dimension. Without it the
    input is {shapes, scales}, and both get a gradient.
    """

    scale: Any = None

    def __init__(self, scale: Any = None, stochastic: bool | None = None) -> None:
        super().__init__(stochastic)
        self.scale = scale
        if given(scale, None) is None:
            self.gradInput = Table([Tensor(), Tensor()])

    def _split(self, input: Any) -> tuple[Any, Any]:
        """Shapes, and scales as an array of their size."""
        shape, scale = input, self.scale
        if isinstance(input, Table):
            require(len(input) == 2, "assertion failed!")
            shape, scale = input[1], input[2]
        require(scale is not None, "assertion failed!")
        if not isinstance(scale, (int, float)):
            if not isinstance(scale, TensorCore):
                raise TorchError("unsupported shape type")
            same = scale._size == shape._size
            require(same or scale.dim() + 1 == shape.dim(), "assertion failed!")
            scale = scale.array
        xp = backend.get_array_module(shape.array)
        return shape, xp.broadcast_to(xp.asarray(scale, shape.array.dtype), shape._size)

    def updateOutput(self, input: Any) -> Any:
        shape, scale = self._split(input)
        output = copied(self.output, shape)
        if self._acts():
            drawn = gammas(backend.to_host(shape.array), backend.to_host(scale))
            output[...] = backend.get_array_module(output).asarray(drawn)
        else:
            output *= scale
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any = None) -> Any:
        shape, scale = self._split(input)
        pair = isinstance(input, Table)
        gradShape = self.gradInput[1] if pair else self.gradInput
        drawn = self.output.array
        # d ln f / d shape = ln(x) - digamma(shape) - ln(scale)
        gradient = gradShape.resize_array(shape._size)
        gradient[...] = np.log(drawn) - digamma(shape.array) - np.log(scale)
        self._finish(gradient, shape)
        if pair:
            # d ln f / d scale = x / scale^2 - shape / scale
            slope = drawn / (scale * scale) - shape.array / scale
            slope = fitted(slope, input[2]._size)
            self._finish(slope, input[2])
            self.gradInput[2].resize_array(slope.shape)[...] = slope
        return self.gradInput
