"""Keeps the categories that a batch uses varied (nn.CategoricalEntropy)."""

from __future__ import annotations

from typing import Any

from ...nn import (
    AddConstant,
    CMulTable,
    ConcatTable,
    Identity,
    Log,
    MulConstant,
    Sequential,
    Sum,
)
from ...nn.module import Module
from ...nn.simple.common import copied, require
from ...registry import register
from ...table import Table
from ...tensor import Tensor


@register("nn.CategoricalEntropy")
class CategoricalEntropy(Module):
    """Passes a batch of categorical probabilities (batch x categories) on, and adds to its gradient.

    What is added raises the entropy of the average over the batch, times `scale` (1), where it is below
    `minEntropy` (or always); `entropy` keeps it. `sizeAverage` divides it by the batch size.
    """

    minEntropy: Any = None
    entropy: Any = None

    def __init__(self, scale: float | None = None, minEntropy: float | None = None) -> None:
        super().__init__()
        self.scale = 1 if scale is None else scale
        self.minEntropy = minEntropy
        self._mul = MulConstant(1)
        logarithm = Sequential().add(AddConstant(0.000001)).add(Log())
        self.module = Sequential().add(Sum(1)).add(self._mul)
        self.module.add(ConcatTable().add(Identity()).add(logarithm)).add(CMulTable())
        self.module.add(Sum()).add(MulConstant(-1))
        self.modules = Table([self.module])
        self.minusOne = Tensor([-self.scale])
        self.sizeAverage = True

    def updateOutput(self, input: Any) -> Any:
        require(input.dim() == 2, "CategoricalEntropy only works with batches")
        self.output.set(input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        require(input.dim() == 2, "CategoricalEntropy only works with batches")
        gradient = copied(self.gradInput, gradOutput)
        self._mul.constant_scalar = 1 / input.sum()
        self.entropy = self.module.updateOutput(input).array[0].item()
        if self.minEntropy is None or self.entropy < self.minEntropy:
            pull = self.module.updateGradInput(input, self.minusOne)
            if self.sizeAverage:
                pull.div(input._size[0])
            gradient += pull.array
        return self.gradInput
