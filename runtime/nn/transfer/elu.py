"""Exponential linear unit (nn.ELU)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...printing import cformat
from ...registry import register
from .elementwise import Elementwise, assertion


@register("nn.ELU")
class ELU(Elementwise):
    """output = input where input > 0, else alpha * (exp(input) - 1). In place on request."""

    _by_output = _by_element = True

    def __init__(self, alpha: float | None = None, inplace: bool | None = None) -> None:
        super().__init__()
        self.alpha = 1 if alpha is None else alpha
        assertion(isinstance(self.alpha, (int, float)) and not isinstance(self.alpha, bool))
        self.inplace = False if inplace is None else inplace
        assertion(isinstance(self.inplace, bool))

    def _forward(self, x: Any, out: Any) -> None:
        negative = np.minimum(x, 0)
        np.expm1(negative, out=negative)
        negative *= float(self.alpha)
        np.maximum(x, 0, out=out)
        np.add(out, negative, out=out)

    def _backward(self, y: Any, g: Any, out: Any) -> None:
        alpha = float(self.alpha)
        slope = np.minimum(y, 0)
        slope += alpha
        if alpha != 1:
            positive = y > 0
            slope *= ~positive
            slope += positive
        np.multiply(g, slope, out=out)

    def __tostring__(self) -> str:
        return cformat("%s (alpha:%f)", self._typename, self.alpha)
