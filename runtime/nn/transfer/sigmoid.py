"""The logistic function (nn.Sigmoid)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...registry import register
from .elementwise import Elementwise


@np.errstate(over="ignore")  # exp(-x) is infinite for x below -700 (-88 in float), and 1 / inf is right
def sigmoid(x: Any, out: Any) -> Any:
    """out = 1 / (1 + exp(-x)); returns out."""
    negative(x, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    return np.reciprocal(out, out=out)


def sigmoid_gradient(y: Any, g: Any, out: Any) -> None:
    """out = g * y * (1 - y); `out` may be g."""
    slope = np.subtract(1, y)
    slope *= y
    np.multiply(g, slope, out=out)


@register("nn.Sigmoid", aliases=("cudnn.Sigmoid",))
class Sigmoid(Elementwise):
    """output = 1 / (1 + exp(-input))."""

    _by_output = _by_element = True
    _reference = "output"

    def _forward(self, x: Any, out: Any) -> None:
        sigmoid(x, out)

    def _backward(self, y: Any, g: Any, out: Any) -> None:
        sigmoid_gradient(y, g, out)
