"""A step towards zero (nn.SoftShrink)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .elementwise import Elementwise
from .hard_shrink import outside
from .select import keep


@register("nn.SoftShrink")
class SoftShrink(Elementwise):
    """output = input - lambda (0.5) where input > lambda, input + lambda where input < -lambda, else 0."""

    def __init__(self, lam: float | None = None) -> None:
        super().__init__()
        setattr(self, "lambda", 0.5 if lam is None else lam)

    def _forward(self, x: Any, out: Any) -> None:
        bound = float(getattr(self, "lambda"))
        mask = outside(x, bound)
        step = np.clip(x, -abs(bound), abs(bound))  # -lambda or lambda wherever the mask is set
        np.subtract(x, step if bound >= 0 else -step, out=out)
        keep(mask, out, out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        keep(outside(x, getattr(self, "lambda")), g, out)
