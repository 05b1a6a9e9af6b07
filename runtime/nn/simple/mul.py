"""Multiplies with one learnt number (nn.Mul)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...tensor import Tensor
from ..module import Module
from .common import initial_bound


@register("nn.Mul")
class Mul(Module):
    """output = input * weight[1]."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = Tensor(1)
        self.gradWeight = Tensor(1)
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws the factor uniformly from +-stdv * sqrt(3), by default +-1."""
        stdv = initial_bound(stdv, self.weight._size[0])
        self.weight.uniform(-stdv, stdv)

    def updateOutput(self, input: Any) -> Any:
        np.multiply(input.array, self.weight.array[0], out=self.output.resize_array(input._size))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        gradient = self.gradInput.resize_array(input._size)
        np.multiply(gradOutput.array.reshape(gradient.shape), self.weight.array[0], out=gradient)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        gradWeight = self.gradWeight.array
        gradWeight += scale * np.vdot(input.array, gradOutput.array)
