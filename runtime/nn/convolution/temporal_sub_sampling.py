"""Sums over windows of a sequence with a learned factor for each feature (nn.TemporalSubSampling)."""

from __future__ import annotations

import math
from typing import Any

from ...registry import register
from ...tensor import Tensor
from ..module import Module
from .kernels import checks, sum_pool
from .kernels.axes import Axis, convolution_axis


@register("nn.TemporalSubSampling")
class TemporalSubSampling(Module):
    """output = weight * (sum of kW frames) + bias, one weight and bias for each feature.

    Input (nFrame x inputFrameSize); windows are dW frames apart (1 by default).
    """

    def __init__(self, inputFrameSize: int, kW: int, dW: int | None = None) -> None:
        super().__init__()
        self.inputFrameSize = inputFrameSize
        self.kW = kW
        self.dW = 1 if dW is None else dW
        self.weight = Tensor(inputFrameSize)
        self.bias = Tensor(inputFrameSize)
        self.gradWeight = Tensor(inputFrameSize)
        self.gradBias = Tensor(inputFrameSize)
        self.reset()

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(kW)."""
        stdv = stdv * math.sqrt(3) if stdv else 1 / math.sqrt(self.kW)
        self.weight.uniform(-stdv, stdv)
        self.bias.uniform(-stdv, stdv)

    def _axis(self, input: Any, gradOutput: Any = None) -> Axis:
        checks.same_type(self, input, gradOutput)
        kernel, stride = int(self.kW), int(self.dW)
        if kernel <= 0:
            raise checks.argument(6, f"kernel size should be greater than zero, but got kW: {kernel}")
        if stride <= 0:
            raise checks.argument(7, f"stride should be greater than zero, but got dW: {stride}")
        checks.dimension(input, (2,), "2D or 3D (batch mode) tensor expected for input, but got:")
        frames, size = input._size
        wanted = self.weight._size[0]
        if size != wanted:
            raise checks.argument(2, f"invalid input frame size.  Got: {size}, Expected: {wanted}")
        if frames < kernel:
            raise checks.argument(2, f"input sequence smaller than kernel size.  Got {frames}, Expected: {kernel}")
        axis = convolution_axis(frames, kernel, stride, 0)
        if gradOutput is not None:
            checks.need_sizes("gradOutput", gradOutput, (axis.out, wanted))
        return axis

    def updateOutput(self, input: Any) -> Any:
        axis = self._axis(input)
        out = self.output.resize_array((axis.out, input._size[1]))
        sum_pool.sums(input.array[None], out[None], [axis])
        out *= self.weight.array
        out += self.bias.array
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        axis = self._axis(input, gradOutput)
        into = self.gradInput.resize_array(input._size)
        sum_pool.spread((gradOutput.array * self.weight.array)[None], into[None], [axis])
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        axis = self._axis(input, gradOutput)
        gradient = gradOutput.array
        scale = gradient.dtype.type(1 if scale is None else scale)
        sums = type(input).empty(gradOutput._size).array
        sum_pool.sums(input.array[None], sums[None], [axis])
        self.gradWeight.array[...] += (sums * gradient).sum(axis=0) * scale
        self.gradBias.array[...] += gradient.sum(axis=0) * scale
