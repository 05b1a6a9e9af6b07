"""Absolute value (nn.Abs)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .elementwise import Elementwise
from .select import choose


@register("nn.Abs")
class Abs(Elementwise):
    """output = abs(input); the gradient at 0 is 1."""

    def _forward(self, x: Any, out: Any) -> None:
        np.absolute(x, out=out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        choose(x >= 0, 1, -1, out)
        np.multiply(out, g, out=out)
