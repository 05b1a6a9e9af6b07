"""Rectifier with a slope for negative numbers (nn.LeakyReLU)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...printing import cformat
from ...registry import register
from .elementwise import Elementwise
from .select import choose


def leak(x: Any, slope: float, out: Any) -> None:
    """out = x where x > 0, else slope * x."""
    negative = np.minimum(x, 0)
    negative *= slope
    np.maximum(x, 0, out=out)
    np.add(out, negative, out=out)


def leak_gradient(x: Any, g: Any, slope: float, out: Any) -> None:
    """out = g where x > 0, else slope * g."""
    factor = np.empty_like(x)
    choose(x > 0, 1, slope, factor)
    np.multiply(g, factor, out=out)


@register("nn.LeakyReLU")
class LeakyReLU(Elementwise):
    """output = input where input > 0, else negval (0.01) * input. In place on request."""

    _by_element = True

    def __init__(self, negval: float | None = None, ip: bool | None = None) -> None:
        super().__init__()
        # A boolean alone does not turn in-place on: Torch sets a local of the same name.
        self.negval = 1 / 100 if negval is None or isinstance(negval, bool) else negval
        self.inplace = bool(ip)
        if self.negval < 0:
            self.inplace = False

    def _forward(self, x: Any, out: Any) -> None:
        leak(x, float(self.negval), out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        leak_gradient(x, g, float(self.negval), out)

    def __tostring__(self) -> str:
        return self._typename + cformat("(%g)", self.negval)
