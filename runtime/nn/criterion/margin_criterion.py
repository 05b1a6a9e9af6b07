"""Hinge loss of two classes (nn.MarginCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ..transfer.select import keep
from .common import total
from .pointwise import Pointwise


@register("nn.MarginCriterion")
class MarginCriterion(Pointwise):
    """Mean (or sum) of max(0, margin - target * input); targets are 1 and -1, the margin is 1."""

    margin: Any = 1

    def __init__(self, margin: float | None = None) -> None:
        super().__init__()
        self.margin = 1 if margin is None else margin

    def _loss(self, x: Any, t: Any) -> float:
        missing = np.multiply(x, t)
        np.subtract(self.margin, missing, out=missing)
        return total(np.maximum(missing, 0, out=missing))

    def _gradient(self, x: Any, t: Any, norm: float, out: Any) -> None:
        np.multiply(x, t, out=out)
        inside = out < self.margin
        np.multiply(t, -norm, out=out)
        keep(inside, out, out)
