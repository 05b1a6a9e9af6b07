"""Adds a learnt tensor (nn.CAdd)."""

from __future__ import annotations

import math
from typing import Any

from ...registry import register
from ...tensor import Tensor
from .. import utils
from ..module import Module
from .broadcast import aligned, given_size, sum_like
from .common import copied, initial_bound, packed


@register("nn.CAdd")
class CAdd(Module):
    """output = input + bias; the bias has the input's size, one sample's, or 1 where it is repeated.

    ``CAdd(n1, n2, ...)`` or ``CAdd(LongStorage)``.
    """

    size: Any = None

    def __init__(self, *size: Any) -> None:
        super().__init__()
        self.size = given_size(size)
        self.bias = Tensor(self.size)
        self.gradBias = Tensor(self.size)
        self.output.resize(self.size)
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws the bias uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(elements)."""
        stdv = initial_bound(stdv, math.prod(self.bias._size))
        self.bias.uniform(-stdv, stdv)

    def updateOutput(self, input: Any) -> Any:
        output = copied(self.output, input)
        whole, bias = aligned(output, self.bias.array)
        whole += bias
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            self.gradInput = type(input)()
        copied(self.gradInput, gradOutput)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        g, gradBias = gradOutput.array, self.gradBias.array
        if g.size != gradBias.size and g.ndim != gradBias.ndim:
            packed(gradOutput)
        total = sum_like(g, gradBias)
        gradBias += scale * total

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            self.clearState()
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        utils.clear(self, "_gradBias", "_expand", "_output", "_bias", "_repeat")
        return super().clearState()
