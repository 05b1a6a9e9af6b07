"""Mean squared error (nn.MSECriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .pointwise import Pointwise


@register("nn.MSECriterion")
class MSECriterion(Pointwise):
    """Mean (or sum, with ``sizeAverage`` false) of (input - target) ^ 2."""

    def _loss(self, x: Any, t: Any) -> float:
        difference = np.subtract(x, t).reshape(-1)
        return float(np.dot(difference, difference))

    def _gradient(self, x: Any, t: Any, norm: float, out: Any) -> None:
        np.subtract(x, t, out=out)
        np.multiply(out, 2 * norm, out=out)
