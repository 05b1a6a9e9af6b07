"""1-D convolution over sequences of frames (nn.TemporalConvolution)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...backend import get_array_module
from ...kernels import parallel
from ...kernels.onednn import convolution as onednn
from ...registry import register
from ...tensor import Tensor
from ..module import Module
from .kernels import checks
from .kernels.axes import Axis, convolution_axis
from .kernels.blocks import cut, limit
from .kernels.scratch import buffer


@register("nn.TemporalConvolution", aliases=("cudnn.TemporalConvolution",))
class TemporalConvolution(Module):
    """Maps windows of kW frames, dW frames apart, to frames of outputFrameSize numbers.

    Input (nFrame x inputFrameSize) or (batch x nFrame x inputFrameSize); `weight` is outputFrameSize x
    (kW * inputFrameSize). `padH` is cudnn's: frames of zeros before and after the sequence.
    """

    padH: Any = None

    def __init__(self, inputFrameSize: int, outputFrameSize: int, kW: int, dW: int | None = None) -> None:
        super().__init__()
        self.inputFrameSize = inputFrameSize
        self.outputFrameSize = outputFrameSize
        self.kW = kW
        self.dW = 1 if dW is None else dW
        self.weight = Tensor(outputFrameSize, inputFrameSize * kW)
        self.bias = Tensor(outputFrameSize)
        self.gradWeight = Tensor(outputFrameSize, inputFrameSize * kW)
        self.gradBias = Tensor(outputFrameSize)
        self.reset()

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(kW * inputFrameSize)."""
        stdv = stdv * math.sqrt(3) if stdv else 1 / math.sqrt(self.kW * self.inputFrameSize)
        self.weight.uniform(-stdv, stdv)
        if self.bias is not None:
            self.bias.uniform(-stdv, stdv)

    def _axis(self, input: Any) -> Axis:
        kernel, stride, pad = int(self.kW), int(self.dW), int(self.padH or 0)
        if kernel <= 0:
            raise checks.argument(9, f"kernel size should be greater than zero, but got kW: {kernel}")
        if stride <= 0:
            raise checks.argument(11, f"stride should be greater than zero, but got dW: {stride}")
        checks.dimension(input, (2, 3), "2D or 3D (batch mode) tensor expected for input, but got:")
        frames, size = input._size[-2:]
        if size != self.inputFrameSize:
            raise checks.argument(2, f"invalid input frame size. Got: {size}, Expected: {int(self.inputFrameSize)}")
        if frames + 2 * pad < kernel:
            raise checks.argument(2, f"input sequence smaller than kernel size. Got: {frames}, Expected: {kernel}")
        return convolution_axis(frames, kernel, stride, pad)

    def _windows(self, x: Any, axis: Axis, rows: Any) -> Any:
        """Fills `rows` (samples, windows, kW, frame size) with the windows of the sequences x; as a matrix."""
        for k in range(axis.kernel):
            start, stop, window = axis.span(k)
            rows[:, :start, k] = 0
            rows[:, stop:, k] = 0
            rows[:, start:stop, k] = x[:, window]
        return rows.reshape(rows.shape[0] * rows.shape[1], -1)

    def _matrix(self, name: str) -> Any:
        array = getattr(self, name).array
        return array.reshape(len(array), -1)

    def _blocks(self, x: Any, axis: Axis) -> list:
        sample_bytes = axis.out * axis.kernel * x.shape[-1] * x.itemsize
        return cut(len(x), 1, sample_bytes, limit(get_array_module(x)), self._flops(x, axis))

    def _flops(self, x: Any, axis: Axis) -> float:
        return 2.0 * len(x) * axis.out * self.weight.nElement()

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, input)
        axis = self._axis(input)
        x = _sequences(input.array)
        weight, bias = self._matrix("weight").T, None if self.bias is None else self.bias.array
        out = _sequences(self.output.resize_array((*input._size[:-2], axis.out, weight.shape[1])))
        kernels = _kernels(weight.T, axis)
        if onednn.forward(x.swapaxes(1, 2), kernels, bias, out.swapaxes(1, 2), (axis,)):
            return self.output
        xp = get_array_module(x)

        def block(first: int, last: int, *_: int) -> None:
            shape = (last - first, axis.out, axis.kernel, x.shape[-1])
            rows = self._windows(x[first:last], axis, buffer("rows", shape, x.dtype, xp))
            part = out[first:last].reshape(len(rows), -1)
            np.matmul(rows, weight, out=part)
            if bias is not None:
                part += bias

        parallel.run(block, self._blocks(x, axis), self._flops(x, axis))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        checks.same_type(self, input, gradOutput)
        axis = self._axis(input)
        self._check_gradient(input, gradOutput, axis)
        into, gradient = _sequences(self.gradInput.resize_array(input._size)), _sequences(gradOutput.array)
        weight, xp = self._matrix("weight"), get_array_module(into)
        if onednn.by_input(gradient.swapaxes(1, 2), _kernels(weight, axis), into.swapaxes(1, 2), (axis,)):
            return self.gradInput

        def block(first: int, last: int, *_: int) -> None:
            shape = (last - first, axis.out, axis.kernel, into.shape[-1])
            rows = buffer("rows", shape, into.dtype, xp)
            products = gradient[first:last].reshape(-1, len(weight))
            np.matmul(products, weight, out=rows.reshape(len(products), -1))
            part = into[first:last]
            part[...] = 0
            for k in range(axis.kernel):
                start, stop, window = axis.span(k)
                part[:, window] += rows[:, start:stop, k]

        parallel.run(block, self._blocks(into, axis), self._flops(into, axis))
        return self.gradInput

    def _check_gradient(self, input: Any, gradOutput: Any, axis: Axis) -> None:
        outputs = self.weight._size[0]
        checks.need_sizes("gradOutput", gradOutput, (*input._size[:-2], axis.out, outputs))

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        checks.same_type(self, input, gradOutput)
        axis = self._axis(input)
        self._check_gradient(input, gradOutput, axis)
        x, gradient = _sequences(input.array), _sequences(gradOutput.array)
        into, xp = self._matrix("gradWeight"), get_array_module(x)
        scale = into.dtype.type(1 if scale is None else scale)
        if self._accumulate(x, gradient, into, axis, scale):
            return
        shape = (len(x), axis.out, axis.kernel, x.shape[-1])
        rows = self._windows(x, axis, buffer("rows", shape, x.dtype, xp))
        into += np.matmul(gradient.reshape(len(rows), -1).T, rows) * scale
        if self.gradBias is not None:
            self.gradBias.array[...] += gradient.sum(axis=(0, 1)) * scale

    def _accumulate(self, x: Any, gradient: Any, into: Any, axis: Axis, scale: Any) -> bool:
        """The gradients of the parameters by oneDNN. Returns whether it did it."""
        if not isinstance(into, np.ndarray):
            return False
        sums = buffer("weight gradient", into.shape, into.dtype)
        biases = None if self.gradBias is None else np.empty(len(into), into.dtype)
        columns = x.swapaxes(1, 2), gradient.swapaxes(1, 2)
        if not onednn.by_weight(*columns, _kernels(sums, axis), biases, (axis,)):
            return False
        sums *= scale
        into += sums
        if biases is not None:
            self.gradBias.array[...] += biases * scale
        return True

    def _upgrade(self, version: int, typename: str) -> None:
        """cudnn's class is a convolution of images as wide as a frame: its heights are our widths."""
        super()._upgrade(version, typename)
        if typename.startswith("cudnn.") and "kH" in vars(self):
            self.kW, self.dW = vars(self)["kH"], vars(self)["dH"]

    def sharedAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self.defaultAccUpdateGradParameters(input, gradOutput, lr)


def _sequences(array: Any) -> Any:
    return array[None] if array.ndim == 2 else array


def _kernels(weight: Any, axis: Axis) -> Any:
    """A weight (outputs, kW * frame size) as (outputs, frame size, kW)."""
    return weight.reshape(len(weight), axis.kernel, -1).swapaxes(1, 2)
