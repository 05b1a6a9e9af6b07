"""Exponential (nn.Exp)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .elementwise import Elementwise


@register("nn.Exp")
class Exp(Elementwise):
    """output = exp(input)."""

    _by_output = _by_element = True

    @np.errstate(over="ignore")
    def _forward(self, x: Any, out: Any) -> None:
        np.exp(x, out=out)

    @np.errstate(over="ignore", invalid="ignore")
    def _backward(self, y: Any, g: Any, out: Any) -> None:
        np.multiply(y, g, out=out)
