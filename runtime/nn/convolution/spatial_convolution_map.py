"""2-D convolution with a table of connections (nn.SpatialConvolutionMap)."""

from __future__ import annotations

from typing import Any

from ...backend import get_array_module
from ...errors import argument_error
from ...registry import register
from .kernels import checks, convolve
from .kernels.axes import Axis, convolution_axis
from .map_base import ConnectedConvolution
from .windowed import batched


@register("nn.SpatialConvolutionMap")
class SpatialConvolutionMap(ConnectedConvolution):
    """Convolves only the planes that `conMatrix` connects (see nn.tables).

    Input (planes x H x W) or (batch x planes x H x W).
    """

    def __init__(self, conMatrix: Any, kW: int, kH: int, dW: int | None = None, dH: int | None = None) -> None:
        super().__init__(conMatrix, kW, kH, dW, dH)
        self._allocate("weight", "bias", "gradWeight", "gradBias")
        self.reset()

    def _axes(self, input: Any) -> list[Axis]:
        if len(input._size) not in (3, 4):
            raise checks.argument(2, "3D or 4D(batch mode) tensor expected")
        if input._size[-3] < self.nInputPlane:
            raise checks.argument(2, "invalid number of input planes")
        kernel = self.weight._size[1:]
        if any(size < k for size, k in zip(input._size[-2:], kernel)):
            raise checks.argument(2, "input image smaller than kernel size")
        return [convolution_axis(s, k, d, 0) for s, k, d in zip(input._size[-2:], kernel, self._each("d"))]

    def _weights(self) -> Any:
        inputs, outputs = self._connections()
        shape = int(self.nOutputPlane), int(self.nInputPlane)
        return self._dense(outputs, inputs, shape).reshape(shape[0], -1)

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, input)
        self._check_table(self.weight, 4)
        axes = self._axes(input)
        x = batched(input.array, 2)[:, : int(self.nInputPlane)]
        shape = (*input._size[:-3], int(self.nOutputPlane), *[axis.out for axis in axes])
        out = batched(self.output.resize_array(shape), 2)
        convolve.forward(x, self._weights(), self.bias.array, out, axes)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        checks.same_type(self, input, gradOutput)
        self._check_table(self.weight, 5)
        axes = self._axes(input)
        out = batched(self.gradInput.resize_array(input._size), 2)
        planes = int(self.nInputPlane)
        out[:, planes:] = 0
        convolve.by_input(batched(gradOutput.array, 2), self._weights(), out[:, :planes], axes)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        checks.same_type(self, input, gradOutput)
        self._check_table(self.gradWeight, 5, "gradWeight")
        scale = 1 if scale is None else scale
        axes = self._axes(input)
        planes, gradient = int(self.nInputPlane), batched(gradOutput.array, 2)
        if gradient.shape[1:] != (self.nOutputPlane, *[axis.out for axis in axes]):
            raise argument_error(3, "gradOutput has the wrong size")
        kernel = self.weight._size[1:]
        dense = get_array_module(gradient).zeros(
            (int(self.nOutputPlane), planes * kernel[0] * kernel[1]), gradient.dtype
        )
        convolve.by_weight(batched(input.array, 2)[:, :planes], gradient, dense, axes, scale)
        inputs, outputs = self._connections()
        self.gradWeight.array[...] += dense.reshape(len(dense), planes, *kernel)[outputs, inputs]
        convolve.by_bias(gradient, self.gradBias.array, scale)
