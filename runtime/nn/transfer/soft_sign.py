"""The soft sign (nn.SoftSign)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .. import utils
from .elementwise import Elementwise


@register("nn.SoftSign")
class SoftSign(Elementwise):
    """output = input / (1 + abs(input))."""

    def _forward(self, x: Any, out: Any) -> None:
        np.divide(x, np.absolute(x) + 1, out=out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        slope = np.absolute(x)
        slope += 1
        slope *= slope
        np.divide(g, slope, out=out)

    def clearState(self) -> Any:
        utils.clear(self, "temp", "tempgrad")
        return super().clearState()
