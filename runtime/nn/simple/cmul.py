"""Multiplies with a learnt tensor (nn.CMul)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...registry import register
from ...tensor import Tensor
from .. import utils
from ..module import Module
from .broadcast import aligned, given_size, sum_like
from .common import initial_bound


@register("nn.CMul")
class CMul(Module):
    """output = input * weight; the weight has the input's size, one sample's, or 1 where it is repeated.

    ``CMul(n1, n2, ...)`` or ``CMul(LongStorage)``.
    """

    size: Any = None

    def __init__(self, *size: Any) -> None:
        super().__init__()
        self.size = given_size(size)
        self.weight = Tensor(self.size)
        self.gradWeight = Tensor(self.size)
        self.output.resize(self.size)
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws the weight uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(elements)."""
        stdv = initial_bound(stdv, math.prod(self.weight._size))
        self.weight.uniform(-stdv, stdv)

    def _product(self, source: Any, target: Any, size: tuple[int, ...]) -> None:
        product = target.resize_array(size)
        whole, weight = aligned(source.array, self.weight.array)
        np.multiply(whole, weight, out=product.reshape(whole.shape))

    def updateOutput(self, input: Any) -> Any:
        self._product(input, self.output, input._size)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is not None:
            self._product(gradOutput, self.gradInput, input._size)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        gradWeight = self.gradWeight.array
        products = input.array * gradOutput.array.reshape(input._size)
        gradWeight += scale * sum_like(products, gradWeight)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            self.clearState()
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        utils.clear(self, "_input", "_output", "_weight", "_gradWeight", "_expand", "_repeat", "_sum")
        return super().clearState()
