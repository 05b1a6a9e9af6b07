"""Square root (nn.Sqrt)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .elementwise import Elementwise
from .select import keep


@register("nn.Sqrt")
class Sqrt(Elementwise):
    """output = sqrt(input); the gradient where the output is 0 is 0.

    The field `eps` is kept as Torch keeps it: it has no effect.
    """

    _by_output = _same_shape = True
    _reference = "output"

    def __init__(self, b: float | None = None) -> None:
        super().__init__()
        self.eps = 0 if b is None else b

    @np.errstate(invalid="ignore")
    def _forward(self, x: Any, out: Any) -> None:
        np.sqrt(x, out=out)

    @np.errstate(divide="ignore", invalid="ignore", over="ignore")
    def _backward(self, y: Any, g: Any, out: Any) -> None:
        np.divide(g, y, out=out)
        np.multiply(out, 0.5, out=out)
        keep(y != 0, out, out)

    def _upgrade(self, version: int, typename: str) -> None:
        vars(self).setdefault("eps", 0)
