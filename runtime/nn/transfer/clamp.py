"""Clipping to a given range (nn.Clamp)."""

from __future__ import annotations

from ...registry import register
from .hard_tanh import HardTanh


@register("nn.Clamp")
class Clamp(HardTanh):
    """output = input, at least `min_value` and at most `max_value`."""

    def __init__(self, min_value: float | None = None, max_value: float | None = None) -> None:
        super().__init__(min_value, max_value)
