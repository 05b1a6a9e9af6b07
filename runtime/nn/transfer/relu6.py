"""Rectifier that saturates at 6 (nn.ReLU6)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .elementwise import Elementwise, boolean_flag
from .hard_tanh import clip, clip_gradient


@register("nn.ReLU6")
class ReLU6(Elementwise):
    """output = min(max(input, 0), 6). In place on request."""

    def __init__(self, inplace: bool | None = None) -> None:
        super().__init__()
        self.inplace = boolean_flag(inplace)

    def _forward(self, x: Any, out: Any) -> None:
        clip(x, 0, 6, out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        clip_gradient(x, g, 0, 6, out)
