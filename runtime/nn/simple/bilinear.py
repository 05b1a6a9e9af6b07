"""A bilinear form of two vectors for each output (nn.Bilinear)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import utils
from ..checks import same_type
from ..module import Module
from .common import buffer, initial_bound, require


@register("nn.Bilinear")
class Bilinear(Module):
    """output[n][k] = x1[n]^T * weight[k] * x2[n] + bias[k]; input is {x1: batch x inputSize1, x2: batch x inputSize2}.

    As in Torch, `scale` reaches the gradient of the bias only and must not be negative.
    """

    def __init__(self, inputSize1: int, inputSize2: int, outputSize: int, bias: bool | None = True) -> None:
        sizes = inputSize1, inputSize2, outputSize
        require(None not in sizes, "should specify inputSize1 and inputSize2 and outputSize")
        require(
            all(isinstance(n, (int, float)) and n == int(n) for n in sizes),
            "inputSize1 and inputSize2 and outputSize should be integer numbers",
        )
        require(min(sizes) > 0, "inputSize1 and inputSize2 and outputSize should be positive numbers")
        super().__init__()
        self.weight = Tensor(outputSize, inputSize1, inputSize2)
        self.gradWeight = Tensor(outputSize, inputSize1, inputSize2)
        if bias is None or bias:
            self.bias = Tensor(outputSize)
            self.gradBias = Tensor(outputSize)
        self.gradInput = Table([Tensor(), Tensor()])
        self.reset()

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(inputSize1)."""
        positive = isinstance(stdv, (int, float)) and stdv > 0
        require(stdv is None or positive, "standard deviation should be a positive number")
        stdv = initial_bound(stdv, self.weight._size[1])
        self.weight.uniform(-stdv, stdv)
        if self.bias is not None:
            self.bias.uniform(-stdv, stdv)
        return self

    def updateOutput(self, input: Any) -> Any:
        _assert_input(self, input)
        for i in (1, 2):
            same_type(self, self.weight, input[i], "input")
        a, b = input[1].array, input[2].array
        outputs, _, size2 = self.weight._size
        products = buffer(self, "buff2", input[1]).resize_array((outputs, len(a), size2))
        np.matmul(a[None], self.weight.array, out=products)
        output = self.output.resize_array((len(a), outputs))
        np.einsum("knj,nj->nk", products, b, out=output)
        if self.bias is not None:
            output += self.bias.array
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        _assert_input_and_gradient(self, input, gradOutput)
        if len(self.gradInput) == 0:
            self.gradInput = Table([type(input[1])(), type(input[1])()])
        g, weight = gradOutput.array, self.weight.array
        for i, other, form in ((1, 2, weight.transpose(0, 2, 1)), (2, 1, weight)):
            products = buffer(self, f"buff{i}", input[1]).resize_array((len(weight), *input[i]._size))
            np.matmul(input[other].array[None], form, out=products)
            np.einsum("nk,kni->ni", g, products, out=self.gradInput[i].resize_array(input[i]._size))
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        _assert_input_and_gradient(self, input, gradOutput)
        require(scale >= 0, "assertion failed!")
        a, b, g = input[1].array, input[2].array, gradOutput.array
        outer = (g[:, :, None] * a[:, None, :]).reshape(len(a), -1)
        gradWeight = self.gradWeight.array
        gradWeight += (outer.T @ b).reshape(gradWeight.shape)
        if self.bias is not None:
            gradBias = self.gradBias.array
            gradBias += scale * g.sum(0)

    def sharedAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self.defaultAccUpdateGradParameters(input, gradOutput, lr)

    def clearState(self) -> Any:
        utils.clear(self, "buff1", "buff2")
        return super().clearState()

    def __tostring__(self) -> str:
        outputs, size1, size2 = self.weight._size
        return f"{self._typename}({size1}x{size2} -> {outputs}) {' without bias' if self.bias is None else ''}"


def _assert_input(self: Any, input: Any) -> None:
    pair = isinstance(input, Table) and len(input) == 2
    require(pair, "input should be a table containing two data Tensors")
    a, b = input[1]._size, input[2]._size
    require(len(a) == 2 and len(b) == 2, "input Tensors should be two-dimensional")
    require(a[0] == b[0], "input Tensors should have the same number of rows (instances)")
    require(a[1] == self.weight._size[1], "dimensionality of first input is erroneous")
    require(b[1] == self.weight._size[2], "dimensionality of second input is erroneous")


def _assert_input_and_gradient(self: Any, input: Any, gradOutput: Any) -> None:
    require(input[1]._size[0] == gradOutput._size[0], "number of rows in gradOutput does not match input")
    outputs = self.weight._size[0]
    require(gradOutput._size[1] == outputs, "number of columns in gradOutput does not output size of layer")


# Torch's own names for them; inside the class Python would change names that begin so.
setattr(Bilinear, "__assertInput", _assert_input)
setattr(Bilinear, "__assertInputGradOutput", _assert_input_and_gradient)
