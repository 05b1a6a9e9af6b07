"""Hyperbolic tangent (nn.Tanh)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .elementwise import Elementwise


def tanh_gradient(y: Any, g: Any, out: Any) -> None:
    """out = g * (1 - y^2); `out` may be g."""
    slope = np.square(y)
    np.subtract(1, slope, out=slope)
    np.multiply(g, slope, out=out)


@register("nn.Tanh", aliases=("cudnn.Tanh",))
class Tanh(Elementwise):
    """output = tanh(input)."""

    _by_output = _same_shape = _by_element = True
    _reference = "output"

    def _forward(self, x: Any, out: Any) -> None:
        np.tanh(x, out=out)

    def _backward(self, y: Any, g: Any, out: Any) -> None:
        tanh_gradient(y, g, out)
