"""Adds a learnt bias (nn.Add)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...tensor import Tensor
from ..module import Module
from .common import copied, initial_bound, packed


@register("nn.Add")
class Add(Module):
    """output = input + bias, the bias of the input's size or of one sample's; with `scalar` one number."""

    scalar: Any = None

    def __init__(self, inputSize: int, scalar: bool | None = None) -> None:
        super().__init__()
        size = 1 if scalar else inputSize
        self.scalar = scalar
        self.bias = Tensor(size)
        self.gradBias = Tensor(size)
        self._ones = Tensor([1])
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws the bias uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(size)."""
        stdv = initial_bound(stdv, self.bias._size[0])
        self.bias.uniform(-stdv, stdv)

    def updateOutput(self, input: Any) -> Any:
        output, bias = self.output.resize_array(input._size), self.bias.array
        if self.scalar:
            np.add(input.array, bias.reshape(-1)[0], out=output)
        elif input._size == self.bias._size:
            np.add(input.array, bias, out=output)
        else:
            sample = bias.reshape(_sample(input._size, bias.size))
            np.add(input.array, sample, out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is not None:
            copied(self.gradInput, gradOutput)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        gradBias = self.gradBias.array
        if self.gradBias._size[0] == 1:
            gradBias += scale * gradOutput.array.sum()
        elif input._size == self.bias._size:
            gradBias += scale * gradOutput.array
        else:
            total = packed(gradOutput).reshape(input._size[0], -1).sum(0)
            gradBias += scale * total.reshape(gradBias.shape)


def _sample(size: tuple[int, ...], elements: int) -> tuple[int, ...]:
    """The shape of one sample of a batch of this size; a bias of another size may still broadcast as a row."""
    count = 1
    for n in size[1:]:
        count *= n
    return size[1:] if count == elements else (elements,)
