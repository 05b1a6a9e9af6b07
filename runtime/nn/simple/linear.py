"""The affine map (nn.Linear)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError, sizes
from ...kernels import affine
from ...registry import register
from ...tensor import Tensor
from .. import utils
from ..checks import same_type
from ..module import Module
from .common import buffer, initial_bound


@register("nn.Linear")
class Linear(Module):
    """output = input * weight^T + bias; input is (inputSize) or (batch x inputSize).

    `weight` is outputSize x inputSize. Without `bias` (False) only the product.
    """

    def __init__(self, inputSize: int, outputSize: int, bias: bool | None = True) -> None:
        super().__init__()
        self.weight = Tensor(outputSize, inputSize)
        self.gradWeight = Tensor(outputSize, inputSize)
        if bias is None or bias:
            self.bias = Tensor(outputSize)
            self.gradBias = Tensor(outputSize)
        self.reset()

    def noBias(self) -> Any:
        """Drops the bias; returns self."""
        self.bias = self.gradBias = None
        return self

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(inputSize)."""
        stdv = initial_bound(stdv, self.weight._size[1])
        self.weight.uniform(-stdv, stdv)
        if self.bias is not None:
            self.bias.uniform(-stdv, stdv)
        return self

    def updateAddBuffer(self, input: Any) -> None:
        """A one for each row of the input in `addBuffer`, for subclasses that multiply with it."""
        ones = buffer(self, "addBuffer", input)
        if ones.nElement() != input._size[0]:
            ones.resize(input._size[0]).fill(1)

    def updateOutput(self, input: Any) -> Any:
        same_type(self, self.weight, input, "input")
        x, weight = input.array, self.weight.array
        ndim = len(input._size)
        if ndim not in (1, 2):
            raise TorchError("input must be vector or matrix")
        if x.shape[-1] != weight.shape[1]:
            raise _mismatch(input, self.weight, ndim)
        output = self.output.resize_array((*x.shape[:-1], weight.shape[0]))
        bias = None if self.bias is None else self.bias.array
        if ndim == 2:
            affine.forward(x, weight, bias, output)
        else:
            np.matmul(x, weight.T, out=output)
            if bias is not None:
                output += bias
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        self._check_gradient(input, gradOutput)
        gradient = self.gradInput.resize_array(input._size)
        if gradient.ndim == 2:
            affine.by_input(gradOutput.array, self.weight.array, gradient)
        else:
            np.matmul(gradOutput.array, self.weight.array, out=gradient)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        gradBias = None if self.bias is None else self.gradBias
        self._check_gradient(input, gradOutput)
        accumulate(self.gradWeight, gradBias, input, gradOutput, scale)

    def _check_gradient(self, input: Any, gradOutput: Any) -> None:
        same_type(self, self.weight, gradOutput, "gradOutput")
        size, wanted = gradOutput._size, (*input._size[:-1], self.weight._size[0])
        if size != wanted and len(wanted) <= 2:
            raise TorchError(f"{self._typename}: size mismatch, m1: {sizes(size)}, m2: {sizes(self.weight._size)}")

    def sharedAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self.defaultAccUpdateGradParameters(input, gradOutput, lr)

    def clearState(self) -> Any:
        utils.clear(self, "addBuffer")
        return super().clearState()

    def __tostring__(self) -> str:
        shape = f"({self.weight._size[1]} -> {self.weight._size[0]})"
        return self._typename + shape + (" without bias" if self.bias is None else "")


def accumulate(gradWeight: Any, gradBias: Any, input: Any, gradOutput: Any, scale: float) -> None:
    """Adds scale times the gradients of a linear map, of a vector or a batch; gradBias may be None.

    Like Torch it passes over input of more dimensions in silence (nn.Bottle relies on that).
    """
    x, g = input.array, gradOutput.array
    if x.ndim not in (1, 2):
        return
    if x.ndim == 2:
        affine.by_weight(g, x, gradWeight.array, scale)
        total = g.sum(0)
    else:
        affine.by_weight(g[None], x[None], gradWeight.array, scale)
        total = g
    if gradBias is not None:
        bias = gradBias.array
        bias += total if scale == 1 else total * scale


def _mismatch(input: Any, weight: Any, ndim: int) -> TorchError:
    if ndim == 1:
        return TorchError(f"size mismatch, {sizes(weight._size)}, {sizes(input._size)}")
    return TorchError(f"size mismatch, m1: {sizes(input._size)}, m2: {sizes(weight._size[::-1])}")
