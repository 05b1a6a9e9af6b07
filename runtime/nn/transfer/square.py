"""Square (nn.Square)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .elementwise import Elementwise


@register("nn.Square")
class Square(Elementwise):
    """output = input ^ 2."""

    _by_element = True

    _same_shape = True

    def __init__(self, args: Any = None) -> None:
        super().__init__()

    def _forward(self, x: Any, out: Any) -> None:
        np.square(x, out=out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        np.multiply(g, x, out=out)
        np.multiply(out, 2, out=out)
