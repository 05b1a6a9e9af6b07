"""p-norms over neighbouring features (nn.FeatureLPPooling)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...backend import get_array_module
from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from ..module import Module
from .kernels import checks
from .kernels.axes import Axis, convolution_axis


@register("nn.FeatureLPPooling")
class FeatureLPPooling(Module):
    """Takes the `power`-norm of `width` features at a time, `stride` features apart.

    Features are the first dimension, or with `batch_mode` (anything but nil or false) the second; up to
    two dimensions follow.
    """

    batch_mode: Any = None

    def __init__(self, width: int, stride: int, power: float, batch_mode: Any = None) -> None:
        super().__init__()
        if not 2 <= width <= 16:
            raise TorchError("width must be within 2 to 16")
        if not 1 <= stride <= 4:
            raise TorchError("stride must be within 1 to 4")
        self.width = width
        self.stride = stride
        self.power = power
        self.batch_mode = batch_mode
        self.output = Tensor()
        self.gradInput = Tensor()

    def _batched(self) -> bool:
        """How C takes the field for a boolean: a number is true where it is not 0."""
        return bool(self.batch_mode)

    def _open(self, input: Any, index: int) -> tuple[Any, Axis]:
        """The input with features as its second dimension, and how windows slide over them."""
        checks.same_type(self, input)
        low, high = (2, 4) if self._batched() else (1, 3)
        if not low <= len(input._size) <= high:
            mode = "batch mode" if self._batched() else "non-batch mode"
            raise checks.argument(index, f"input must be {low}-{high} dimensions for {mode}")
        x = input.array if self._batched() else input.array[None]
        width, stride = int(self.width), int(self.stride)
        if x.shape[1] < width:
            raise checks.argument(3, "input: feature dimension must be >= width")
        return x, convolution_axis(x.shape[1], width, stride, 0)

    def updateOutput(self, input: Any) -> Any:
        x, axis = self._open(input, 2)
        lead = input._size[:1] if self._batched() else ()
        shape = (*lead, axis.out, *input._size[len(lead) + 1 :])
        out = self.output.resize_array(shape)
        total = get_array_module(x).zeros((len(x), axis.out, *x.shape[2:]), np.float64)
        for k in range(axis.kernel):
            total += np.power(x[:, axis.span(k)[2]], self.power, dtype=np.float64)
        out[...] = np.power(total, 1 / self.power).reshape(shape)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        x, axis = self._open(input, 3)
        if gradOutput._size != self.output._size:
            raise TorchError("output and gradOutput sizes do not match")
        into = self.gradInput.resize_array(input._size)
        into = into if self._batched() else into[None]
        into.fill(0)
        out, gradient = (t.array if self._batched() else t.array[None] for t in (self.output, gradOutput))
        used = out != 0
        divisor = np.where(used, out, 1)
        for k in range(axis.kernel):
            window = axis.span(k)[2]
            ratio = np.power((x[:, window] / divisor).astype(np.float64), self.power - 1)
            into[:, window] += np.where(used, gradient * ratio, 0)
        return self.gradInput

    def __tostring__(self) -> str:
        if isinstance(self.batch_mode, bool) or self.batch_mode is None:
            got = "no value" if self.batch_mode is None else "boolean"
            raise TorchError(f"bad argument #6 to 'format' (number expected, got {got})")
        numbers = [int(v) for v in (self.width, self.stride, self.power, self.batch_mode)]
        return "{}(w{} s{} power {} batch {}".format(self._typename, *numbers)
