"""Zero near zero (nn.HardShrink)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .elementwise import Elementwise
from .select import keep


def outside(x: Any, bound: float) -> Any:
    """Where x > bound or x < -bound."""
    mask = x > bound
    mask |= x < -bound
    return mask


@register("nn.HardShrink")
class HardShrink(Elementwise):
    """output = input where input > lambda (0.5) or input < -lambda, else 0."""

    def __init__(self, lam: float | None = None) -> None:
        super().__init__()
        setattr(self, "lambda", 0.5 if lam is None else lam)

    def _forward(self, x: Any, out: Any) -> None:
        keep(outside(x, getattr(self, "lambda")), x, out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        keep(outside(x, getattr(self, "lambda")), g, out)
