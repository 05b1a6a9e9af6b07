"""Rectifier with a ceiling (cudnn.ClippedReLU)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .elementwise import Elementwise, assertion
from .hard_tanh import clip, clip_gradient


@register("cudnn.ClippedReLU")
class ClippedReLU(Elementwise):
    """output = input, at least 0 and at most `ceiling`. nn has no layer of this name."""

    ceiling: Any = None

    def __init__(self, ceiling: float | None = None, inplace: bool | None = None) -> None:
        super().__init__()
        assertion(ceiling is not None, "No ceiling was given to ClippedReLU")
        self.ceiling = ceiling
        self.inplace = bool(inplace)

    def _forward(self, x: Any, out: Any) -> None:
        clip(x, 0, self.ceiling, out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        clip_gradient(x, g, 0, self.ceiling, out)
