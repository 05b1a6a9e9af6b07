"""Mean absolute error (nn.AbsCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ..transfer.select import choose
from .common import total
from .pointwise import Pointwise


@register("nn.AbsCriterion")
class AbsCriterion(Pointwise):
    """Mean (or sum) of abs(input - target); the gradient where they are equal is positive."""

    def _loss(self, x: Any, t: Any) -> float:
        difference = np.subtract(x, t)
        return total(np.absolute(difference, out=difference))

    def _gradient(self, x: Any, t: Any, norm: float, out: Any) -> None:
        np.subtract(x, t, out=out)
        choose(out >= 0, norm, -norm, out)
