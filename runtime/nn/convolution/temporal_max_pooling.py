"""Maxima over windows of a sequence (nn.TemporalMaxPooling)."""

from __future__ import annotations

from typing import Any

from ...backend import get_array_module
from ...registry import register
from ..module import Module
from .kernels import checks, max_pool
from .kernels.axes import Axis, convolution_axis
from .windowed import drop, evaluating, index_tensor


@register("nn.TemporalMaxPooling")
class TemporalMaxPooling(Module):
    """Takes for each feature the maximum of kW frames; windows are dW frames apart (kW by default).

    Input (nFrame x features) or (batch x nFrame x features). `indices` holds the place in the window, from 0.
    """

    indices: Any = None

    def __init__(self, kW: int, dW: int | None = None) -> None:
        super().__init__()
        self.kW = kW
        self.dW = kW if dW is None else dW

    def _axes(self, input: Any, gradOutput: Any = None) -> list[Axis]:
        """Frames slide; features are an axis of windows of one element."""
        kernel, stride, ndim = int(self.kW), int(self.dW), len(input._size)
        if kernel <= 0:
            raise checks.argument(5, f"kernel size should be greater than zero, but got kW: {kernel}")
        if stride <= 0:
            raise checks.argument(6, f"stride should be greater than zero, but got dW: {stride}")
        checks.dimension(input, (2, 3), "2D or 3D (batch mode) tensor expected for input, but got:")
        frames, features = input._size[-2:]
        if frames < kernel:
            raise checks.argument(2, f"input sequence smaller than kernel size. Got: {frames}, Expected: {kernel}")
        axis = convolution_axis(frames, kernel, stride, 0)
        if gradOutput is not None:
            checks.need("gradOutput", gradOutput, ndim, ndim - 2, axis.out)
            checks.need("gradOutput", gradOutput, ndim, ndim - 1, features)
        return [axis, convolution_axis(features, 1, 1, 0)]

    def updateOutput(self, input: Any) -> Any:
        self.indices = index_tensor(self.indices, input)
        checks.same_type(self, input)
        axes = self._axes(input)
        x = _sequences(input.array)
        shape = (*input._size[:-2], axes[0].out, axes[1].out)
        out = _sequences(self.output.resize_array(shape))
        if evaluating(self):
            self.indices.set()
            max_pool.maxima(x, out, axes[:1])
        else:
            self._maxima(x, out, self.indices.resize_array(shape), axes)
        return self.output

    def _maxima(self, x: Any, out: Any, indices: Any, axes: list[Axis]) -> None:
        max_pool.maxima_and_places(x, out, _sequences(indices), axes[:1], max_pool.byte_code)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        checks.same_type(self, input, gradOutput)
        axes = self._axes(input, gradOutput)
        indices = self.indices = index_tensor(self.indices, input)
        if indices._size != gradOutput._size:
            x = _sequences(input.array)
            maxima = get_array_module(x).empty((len(x), axes[0].out, axes[1].out), x.dtype)
            self._maxima(x, maxima, indices.resize_array(gradOutput._size), axes)
        into = self.gradInput.resize_array(input._size)
        into.fill(0)
        frames, features = axes
        within = _sequences(indices.array)
        xp = get_array_module(within)
        places = within + xp.arange(frames.out)[:, None] * frames.stride
        places = xp.where(within < 0, -1, places * features.out + xp.arange(features.out))
        gradient = _sequences(gradOutput.array)
        max_pool.scatter(gradient, places, into.reshape(len(gradient), -1), axes)
        return self.gradInput

    def empty(self) -> None:
        self.clearState()

    def clearState(self) -> Any:
        drop(self.indices)
        return super().clearState()


def _sequences(array: Any) -> Any:
    return array[None] if array.ndim == 2 else array
