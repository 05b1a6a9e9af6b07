"""Cosines between the input and learnt vectors (nn.Cosine)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .. import utils
from ..checks import same_type
from ..module import Module
from .common import buffer, initial_bound

_BUFFERS = ("_input", "_weight", "_gradOutput", "_sum", "_inputNorm", "_weightNorm")


@register("nn.Cosine")
class Cosine(Module):
    """output[j] = cos(input, weight[j]); input is (inputSize) or (batch x inputSize).

    `weight` is outputSize x inputSize. As in Torch `scale` does not reach the gradient of a batch,
    nor the second term of that of a vector.
    """

    def __init__(self, inputSize: int, outputSize: int) -> None:
        super().__init__()
        self.weight = Tensor(outputSize, inputSize)
        self.gradWeight = Tensor(outputSize, inputSize)
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws the vectors uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(outputSize)."""
        stdv = initial_bound(stdv, self.weight._size[0])
        self.weight.uniform(-stdv, stdv)

    def updateOutput(self, input: Any) -> Any:
        same_type(self, self.weight, input, "input")
        x, weight = input.array, self.weight.array
        if x.ndim not in (1, 2):
            raise TorchError("input must be vector or matrix")
        lengths = _lengths(weight, buffer(self, "_weightNorm", self.weight))
        output = self.output.resize_array((*x.shape[:-1], len(weight)))
        np.matmul(x, weight.T, out=output)
        output /= lengths[:, 0]
        if x.ndim == 1:
            vars(self)["__norm"] = float(np.sqrt(np.vdot(x, x))) + 1e-12
            output /= vars(self)["__norm"]
        else:
            output /= _lengths(x, buffer(self, "_inputNorm", self.weight))
        return self.output

    def _input_lengths(self, ndim: int) -> Any:
        return vars(self)["__norm"] if ndim == 1 else self._inputNorm.array

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        """dy_j/dx = w_j / (|w_j| |x|) - y_j x / |x|^2."""
        if self.gradInput is None:
            return None
        x, g = input.array, gradOutput.array
        lengths = self._input_lengths(x.ndim)
        gradient = self.gradInput.resize_array(input._size)
        np.matmul(g / self._weightNorm.array[:, 0], self.weight.array, out=gradient)
        gradient -= x / lengths * (g * self.output.array).sum(-1, keepdims=True)
        gradient /= lengths
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        """dy_j/dw_j = x / (|w_j| |x|) - y_j w_j / |w_j|^2."""
        x, g, y = input.array, gradOutput.array, self.output.array
        lengths = self._weightNorm.array
        gradWeight, unit = self.gradWeight.array, x / self._input_lengths(x.ndim)
        if x.ndim == 1:  # two steps: the second sees what the first has changed if the weight itself is updated
            gradWeight += (scale * g)[:, None] * unit / lengths
            gradWeight -= self.weight.array * ((g * y)[:, None] / (lengths * lengths))
            return
        along = g.T @ unit
        along -= self.weight.array * ((g * y).sum(0)[:, None] / lengths)
        along /= lengths
        gradWeight += along

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            for name in _BUFFERS:
                vars(self).pop(name, None)
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        utils.clear(self, *_BUFFERS)
        return super().clearState()


def _lengths(rows: Any, target: Any) -> Any:
    """The lengths of `rows` as a column in the tensor `target`, never quite 0."""
    result = target.resize_array((len(rows), 1))
    np.einsum("ij,ij->i", rows, rows, out=result[:, 0])
    np.sqrt(result, out=result)
    result += 1e-12
    return result
