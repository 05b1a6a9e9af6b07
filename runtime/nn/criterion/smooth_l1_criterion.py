"""Huber's loss (nn.SmoothL1Criterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .common import total
from .pointwise import Pointwise


@register("nn.SmoothL1Criterion")
class SmoothL1Criterion(Pointwise):
    """Mean (or sum) of d ^ 2 / 2 where d = abs(input - target) < 1, else of d - 1/2."""

    def _loss(self, x: Any, t: Any) -> float:
        distance = np.subtract(x, t)
        np.absolute(distance, out=distance)
        inner = np.minimum(distance, 1)
        distance -= 0.5 * inner
        distance *= inner
        return total(distance)

    def _gradient(self, x: Any, t: Any, norm: float, out: Any) -> None:
        np.subtract(x, t, out=out)
        np.clip(out, -1, 1, out=out)
        np.multiply(out, norm, out=out)
