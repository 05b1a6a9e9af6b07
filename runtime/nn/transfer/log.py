"""Natural logarithm (nn.Log)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .elementwise import Elementwise


@register("nn.Log")
class Log(Elementwise):
    """output = log(input): -inf for 0, NaN for negative numbers."""

    @np.errstate(divide="ignore", invalid="ignore")
    def _forward(self, x: Any, out: Any) -> None:
        np.log(x, out=out)

    @np.errstate(divide="ignore", invalid="ignore", over="ignore")
    def _backward(self, x: Any, g: Any, out: Any) -> None:
        np.divide(g, x, out=out)
