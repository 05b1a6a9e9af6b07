"""Inner products of two inputs (nn.DotProduct)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import utils
from ..module import Module
from .arrays import arrays, elements, fitted, reused


@register("nn.DotProduct")
class DotProduct(Module):
    """{a, b} -> sum(a * b): vectors give one number, (batch x n) matrices one a row."""

    buffer: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.gradInput = Table([Tensor(), Tensor()])

    def updateOutput(self, input: Any) -> Any:
        values = elements(input)
        a, b = arrays(values[:2], self)
        if self.buffer is None:
            self.buffer = type(values[0])()
        products = self.buffer.resize_array(a.shape)
        np.multiply(a, fitted(b, a.shape), out=products)
        if a.ndim == 1:
            products = products[None]
        output = self.output.resize_array(products.shape[:1])
        np.sum(products, axis=1, out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = elements(input)[:2]
        a, b = arrays(values)
        g = gradOutput.array.reshape(-1)
        g = g if a.ndim == 1 else g[:, None]
        first, second = reused(self.gradInput, values)
        np.multiply(fitted(b, a.shape), g, out=first.resize_array(a.shape))
        np.multiply(fitted(a, b.shape), g, out=second.resize_array(b.shape))
        return self.gradInput

    def clearState(self) -> Any:
        utils.clear(self, "buffer")
        return super().clearState()
