"""The cosine of the angle between two inputs (nn.CosineDistance)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import utils
from ..module import Module
from .arrays import arrays, elements, fitted, reused

_EPSILON = 1e-12


@register("nn.CosineDistance")
class CosineDistance(Module):
    """{a, b} -> a.b / (|a| |b|): vectors give one number, (batch x n) matrices one a row."""

    #: a.b, 1 / |a|^2, 1 / |b|^2 and the square root of the product of the last two, as columns
    w1: Any = None
    w22: Any = None
    w32: Any = None
    w: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.gradInput = Table([Tensor(), Tensor()])

    def updateOutput(self, input: Any) -> Any:
        values = elements(input)
        a, b = _rows(values, self)
        if self.w1 is None:
            kind = type(values[0])
            self.w1, self.w22, self.w, self.w32 = kind(), kind(), kind(), kind()
        dot, a2, b2, w = [t.resize_array((len(a), 1)) for t in (self.w1, self.w22, self.w32, self.w)]
        np.sum(a * b, axis=1, keepdims=True, out=dot)
        for x, inverse in ((a, a2), (b, b2)):
            np.sum(x * x, axis=1, keepdims=True, out=inverse)
            inverse += _EPSILON
            np.reciprocal(inverse, out=inverse)
        np.sqrt(np.multiply(a2, b2, out=w), out=w)
        output = self.output.resize_array((len(a),))
        np.multiply(dot[:, 0], w[:, 0], out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = elements(input)[:2]
        a, b = _rows(values)
        weight = self.w.array * gradOutput.array.reshape(-1, 1)
        first, second = reused(self.gradInput, values)
        for gradient, inverse, own, other in ((first, self.w22, a, b), (second, self.w32, b, a)):
            target = gradient.resize_array(values[0]._size).reshape(a.shape)
            np.multiply(self.w1.array * inverse.array, own, out=target)
            np.subtract(other, target, out=target)
            np.multiply(target, weight, out=target)
        return self.gradInput

    def clearState(self) -> Any:
        utils.clear(self, "buffer", "w1", "w22", "w", "w32", "ones")
        return super().clearState()


def _rows(values: list, module: Any = None) -> list:
    """Both inputs as matrices of the first one's size."""
    a, b = arrays(values[:2], module)
    b = fitted(b, a.shape)
    return [a[None], b[None]] if a.ndim == 1 else [a, b]
