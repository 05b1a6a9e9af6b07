"""Power with a fixed exponent (nn.Power)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from .elementwise import Elementwise


@register("nn.Power")
class Power(Elementwise):
    """output = input ^ pow."""

    def __init__(self, p: float | None = None) -> None:
        super().__init__()
        if p is None:
            raise TorchError("nn.Power(power)")
        self.pow = p

    @np.errstate(all="ignore")
    def _forward(self, x: Any, out: Any) -> None:
        np.power(x, float(self.pow), out=out)

    @np.errstate(all="ignore")
    def _backward(self, x: Any, g: Any, out: Any) -> None:
        slope = np.power(x, float(self.pow - 1))
        slope *= g
        np.multiply(slope, float(self.pow), out=out)
