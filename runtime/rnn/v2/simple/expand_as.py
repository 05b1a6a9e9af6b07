"""One tensor as large as another (nn.ExpandAs)."""

from __future__ import annotations

from typing import Any

from ....nn.module import Module
from ....table import Table
from ....tensor import Tensor
from ..declare import torch_rnn


@torch_rnn("nn.ExpandAs")
class ExpandAs(Module):
    """{a, b} -> {a, b expanded to the size of a}; the gradient by b is summed over what was expanded."""

    def __init__(self) -> None:
        super().__init__()
        self.output = Table()
        self.gradInput = Table()
        self.sum1, self.sum2 = Tensor(), Tensor()

    def updateOutput(self, input: Any) -> Any:
        self.output[1] = input[1]
        self.output[2] = input[2].expandAs(input[1])
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        small, gradient = input[2], gradOutput[2]
        axes = tuple([i for i, n in enumerate(small._size) if n != gradient._size[i]])
        if axes:
            summed = gradient.array.sum(axes, keepdims=True)
            self.sum1.resize_array(summed.shape)[...] = summed
            gradient = self.sum1
        self.gradInput[1] = gradOutput[1]
        self.gradInput[2] = gradient
        return self.gradInput
