"""Smooth rectifier (nn.SoftPlus)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...registry import register
from .elementwise import Elementwise
from .select import keep


@register("nn.SoftPlus")
class SoftPlus(Elementwise):
    """output = log(1 + exp(beta * input)) / beta; the input itself where beta * input > `threshold`."""

    _by_output = _by_element = True

    def __init__(self, beta: float | None = None) -> None:
        super().__init__()
        self.beta = 1 if beta is None else beta
        self.threshold = 20

    def _forward(self, x: Any, out: Any) -> None:
        beta = float(self.beta)
        z = x * beta
        linear = z > self.threshold
        large = keep_where(linear, x)
        np.exp(np.minimum(z, self.threshold, out=z), out=z)
        np.log1p(z, out=z)
        np.divide(z, beta, out=out)
        if large is not None:
            keep(~linear, out, out)
            np.add(out, large, out=out)

    def _backward(self, y: Any, g: Any, out: Any) -> None:
        z = y * -float(self.beta)
        linear = z < -self.threshold
        np.expm1(z, out=z)  # 1 - exp(-beta * y) is the derivative
        negative(z, out=z)
        if linear.any():
            np.maximum(z, linear, out=z)
        np.multiply(g, z, out=out)


def keep_where(mask: Any, source: Any) -> Any:
    """The elements of `source` where `mask`, 0 elsewhere; None if that is nowhere."""
    if not mask.any():
        return None
    kept = np.empty_like(source)
    keep(mask.copy(), source, kept)
    return kept
