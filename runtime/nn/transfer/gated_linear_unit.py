"""One half of the input, gated by the other (nn.GatedLinearUnit)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...tensor.sizes import dimension
from .. import checks
from ..module import Module
from .sigmoid import sigmoid


@register("nn.GatedLinearUnit")
class GatedLinearUnit(Module):
    """output = first half * sigmoid(second half) of the input along `dim` (the last by default)."""

    dim: Any = None

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def _halves(self, input: Any) -> tuple[Any, tuple, tuple]:
        """The gated axis's half size, and the index of either half."""
        ndim = len(input._size)
        axis = ndim - 1 if self.dim is None else dimension(self.dim, ndim)
        n = input._size[axis]
        if n % 2:
            raise checks.kernel_error(2, f"Halving dimension must be even. Dim {axis + 1} is size {n}")
        before = (slice(None),) * axis
        size = (*input._size[:axis], n // 2, *input._size[axis + 1 :])
        return size, (*before, slice(None, n // 2)), (*before, slice(n // 2, None))

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, self.output, input, "input")
        size, first, second = self._halves(input)
        x = input.array
        output = self.output.resize_array(size)
        sigmoid(x[second], output)
        output *= x[first]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        checks.same_type(self, self.gradInput, gradOutput, "gradOutput")
        size, first, second = self._halves(input)
        x, g = input.array, gradOutput.array.reshape(size)
        gradient = checks.sized_as(self.gradInput, input)
        linear, gate = gradient[first], gradient[second]
        sigmoid(x[second], linear)
        np.subtract(1, linear, out=gate)
        gate *= linear
        linear *= g
        gate *= g
        gate *= x[first]
        return self.gradInput
