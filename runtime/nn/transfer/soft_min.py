"""Probabilities that fall with the scores (nn.SoftMin)."""

from __future__ import annotations

from typing import Any

from ...negation import negative
from ...registry import register
from .. import utils
from .class_axis import SoftMaxBase, class_axis, softmax, softmax_gradient


@register("nn.SoftMin")
class SoftMin(SoftMaxBase):
    """output = SoftMax(-input)."""

    def _forward(self, x: Any, out: Any) -> None:
        negative(x, out=out)
        softmax(out, class_axis(out), out)

    def _backward(self, y: Any, g: Any, out: Any) -> None:
        softmax_gradient(y, g, class_axis(y), out)
        negative(out, out=out)

    def clearState(self) -> Any:
        utils.clear(self, "mininput")
        return super().clearState()
