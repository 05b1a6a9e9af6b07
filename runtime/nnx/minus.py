"""Changed signs (nnx's nn.Minus)."""

from __future__ import annotations

from typing import Any

from ..negation import negative
from ..nn.transfer.elementwise import Elementwise
from ..registry import register


@register("nn.Minus")
class Minus(Elementwise):
    """output = -input, of any size."""

    def _forward(self, x: Any, out: Any) -> None:
        negative(x, out=out)

    def _backward(self, r: Any, g: Any, out: Any) -> None:
        negative(g, out=out)
