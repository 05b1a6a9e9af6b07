"""Logarithm of the logistic function (nn.LogSigmoid)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...registry import register
from .. import utils
from .elementwise import Elementwise


@register("nn.LogSigmoid")
class LogSigmoid(Elementwise):
    """output = log(1 / (1 + exp(-input))), computed without overflow as min(x, 0) - log(1 + exp(-|x|))."""

    _by_output = True

    def _forward(self, x: Any, out: Any) -> None:
        tail = np.absolute(x)
        negative(tail, out=tail)
        np.exp(tail, out=tail)
        np.log1p(tail, out=tail)
        np.minimum(x, 0, out=out)
        np.subtract(out, tail, out=out)

    def _backward(self, y: Any, g: Any, out: Any) -> None:
        slope = np.expm1(y)  # sigmoid(-x) = 1 - exp(y)
        negative(slope, out=slope)
        np.multiply(g, slope, out=out)

    def clearState(self) -> Any:
        utils.clear(self, "buffer")
        return super().clearState()
