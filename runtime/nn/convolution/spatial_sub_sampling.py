"""Sums over windows with a learned factor for each plane (nn.SpatialSubSampling)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...registry import register
from ...tensor import Tensor
from .kernels import checks, sum_pool
from .kernels.axes import Axis, convolution_axis
from .windowed import Windowed, batched, planes_of


@register("nn.SpatialSubSampling")
class SpatialSubSampling(Windowed):
    """output = weight * (sum of the window) + bias, one weight and bias for each plane.

    Input (nInputPlane x H x W) or (batch x nInputPlane x H x W); windows of kW x kH, dW and dH apart (1 by default).
    """

    def __init__(self, nInputPlane: int, kW: int, kH: int, dW: int | None = None, dH: int | None = None) -> None:
        super().__init__()
        self.nInputPlane = nInputPlane
        self._set("k", (kW, kH))
        self._set("d", (dW, dH), 1)
        self.weight = Tensor(nInputPlane)
        self.bias = Tensor(nInputPlane)
        self.gradWeight = Tensor(nInputPlane)
        self.gradBias = Tensor(nInputPlane)
        self.reset()

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(kW * kH)."""
        stdv = stdv * math.sqrt(3) if stdv else 1 / math.sqrt(self.kW * self.kH)
        self.weight.uniform(-stdv, stdv)
        self.bias.uniform(-stdv, stdv)

    def _axes(self, input: Any, gradOutput: Any = None) -> list[Axis]:
        checks.same_type(self, input, gradOutput)
        checks.dimension(input, (3, 4), "3D or 4D input tensor expected but got:")
        planes = self.weight._size[0]
        if input._size[-3] != planes:
            raise checks.argument(2, "invalid number of input planes")
        kernel = self._each("k")
        if any(size < k for size, k in zip(input._size[-2:], kernel)):
            raise checks.argument(2, "input image smaller than kernel size")
        axes = [convolution_axis(*f, 0) for f in zip(input._size[-2:], kernel, self._each("d"))]
        if gradOutput is not None:
            wanted = (*input._size[:-3], planes, *[axis.out for axis in axes])
            checks.need_sizes("gradOutput", gradOutput, wanted)
        return axes

    def _sums(self, input: Any, axes: list[Axis]) -> Any:
        """Sums of the windows, (samples, planes, *windows)."""
        x = batched(input.array, 2)
        out = type(input).empty((*x.shape[:2], *[axis.out for axis in axes])).array
        sum_pool.sums(planes_of(x, 2), planes_of(out, 2), axes)
        return out

    def updateOutput(self, input: Any) -> Any:
        axes = self._axes(input)
        shape = (*input._size[:-2], *[axis.out for axis in axes])
        out = batched(self.output.resize_array(shape), 2)
        sum_pool.sums(planes_of(input.array, 2), planes_of(out, 2), axes)
        out *= self.weight.array[:, None, None]
        out += self.bias.array[:, None, None]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        axes = self._axes(input, gradOutput)
        into = planes_of(self.gradInput.resize_array(input._size), 2)
        gradient = batched(gradOutput.array, 2) * self.weight.array[:, None, None]
        sum_pool.spread(planes_of(gradient, 2), into, axes)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        axes = self._axes(input, gradOutput)
        gradient = batched(gradOutput.array, 2)
        scale = gradient.dtype.type(1 if scale is None else scale)
        products = np.multiply(self._sums(input, axes), gradient)
        self.gradWeight.array[...] += products.sum(axis=(0, 2, 3)) * scale
        self.gradBias.array[...] += gradient.sum(axis=(0, 2, 3)) * scale
