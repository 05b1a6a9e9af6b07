"""2-D transposed convolution with a table of connections (nn.SpatialFullConvolutionMap)."""

from __future__ import annotations

from typing import Any

from ...backend import get_array_module
from ...registry import register
from .kernels import checks, convolve
from .kernels.axes import Axis, transposed_axis
from .map_base import ConnectedConvolution


@register("nn.SpatialFullConvolutionMap")
class SpatialFullConvolutionMap(ConnectedConvolution):
    """The transpose of SpatialConvolutionMap: H rows give (H - 1) * dH + kH. Input (planes x H x W)."""

    def __init__(self, conMatrix: Any, kW: int, kH: int, dW: int | None = None, dH: int | None = None) -> None:
        super().__init__(conMatrix, kW, kH, dW, dH)
        self._allocate("weight", "gradWeight", "bias", "gradBias")
        self.reset()

    def _axes(self, input: Any) -> list[Axis]:
        if len(input._size) != 3:
            raise checks.argument(2, "3D tensor expected")
        if input._size[0] < self.nInputPlane:
            raise checks.argument(2, "invalid number of input planes")
        parameters = zip(input._size[1:], self.weight._size[1:], self._each("d"))
        return [transposed_axis(s, k, d, 0, 0) for s, k, d in parameters]

    def _weights(self) -> Any:
        inputs, outputs = self._connections()
        shape = int(self.nInputPlane), int(self.nOutputPlane)
        return self._dense(inputs, outputs, shape).reshape(shape[0], -1)

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, input)
        self._check_table(self.weight, 4)
        axes = self._axes(input)
        out = self.output.resize_array((int(self.nOutputPlane), *[axis.size for axis in axes]))
        x = input.array[None, : int(self.nInputPlane)]
        convolve.by_input(x, self._weights(), out[None], axes, self.bias.array)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        checks.same_type(self, input, gradOutput)
        self._check_table(self.weight, 5)
        axes = self._axes(input)
        checks.need_sizes("gradOutput", gradOutput, (int(self.nOutputPlane), *[axis.size for axis in axes]))
        out = self.gradInput.resize_array(input._size)
        planes = int(self.nInputPlane)
        out[planes:] = 0
        convolve.forward(gradOutput.array[None], self._weights(), None, out[None, :planes], axes)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        checks.same_type(self, input, gradOutput)
        self._check_table(self.gradWeight, 5, "gradWeight")
        scale = 1 if scale is None else scale
        axes = self._axes(input)
        checks.need_sizes("gradOutput", gradOutput, (int(self.nOutputPlane), *[axis.size for axis in axes]))
        x, gradient = input.array[None, : int(self.nInputPlane)], gradOutput.array[None]
        kernel = self.weight._size[1:]
        dense = get_array_module(gradient).zeros(
            (x.shape[1], gradient.shape[1] * kernel[0] * kernel[1]), gradient.dtype
        )
        convolve.by_weight(gradient, x, dense, axes, scale)
        inputs, outputs = self._connections()
        self.gradWeight.array[...] += dense.reshape(len(dense), -1, *kernel)[inputs, outputs]
        convolve.by_bias(gradient, self.gradBias.array, scale)
