"""Clipping to a range (nn.HardTanh)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .elementwise import Elementwise, assertion, boolean_flag
from .select import keep


def clip(x: Any, low: float, high: float, out: Any) -> None:
    """out = x, at least `low` and at most `high`; `high` for NaN, as in Torch."""
    np.fmin(x, high, out=out)
    np.maximum(out, low, out=out)


def clip_gradient(x: Any, g: Any, low: float, high: float, out: Any) -> None:
    """out = g strictly inside of the range, else 0."""
    outside = x <= low
    outside |= x >= high
    keep(np.logical_not(outside, out=outside), g, out)


@register("nn.HardTanh")
class HardTanh(Elementwise):
    """output = input, at least `min_val` (-1) and at most `max_val` (1). In place on request."""

    _by_element = True

    min_val: Any = -1
    max_val: Any = 1

    def __init__(
        self, min_value: float | None = None, max_value: float | None = None, inplace: bool | None = None
    ) -> None:
        super().__init__()
        self.min_val = -1 if min_value is None else min_value
        self.max_val = 1 if max_value is None else max_value
        self.inplace = boolean_flag(inplace)
        assertion(self.max_val > self.min_val, "max_value must be larger than min_value")

    def _forward(self, x: Any, out: Any) -> None:
        clip(x, self.min_val, self.max_val, out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        clip_gradient(x, g, self.min_val, self.max_val, out)

    def _upgrade(self, version: int, typename: str) -> None:
        for name, value in (("min_val", -1), ("max_val", 1), ("inplace", False)):
            vars(self).setdefault(name, value)
