"""Logistic loss of two classes (nn.SoftMarginCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...registry import register
from ..transfer.sigmoid import sigmoid
from .common import total
from .pointwise import Pointwise


def softplus(z: Any) -> Any:
    """log(1 + exp(z)), without overflow; `z` is overwritten."""
    tail = np.absolute(z)
    negative(tail, out=tail)
    np.exp(tail, out=tail)
    np.log1p(tail, out=tail)
    np.maximum(z, 0, out=z)
    z += tail
    return z


@register("nn.SoftMarginCriterion")
class SoftMarginCriterion(Pointwise):
    """Mean (or sum) of log(1 + exp(-target * input)); targets are 1 and -1."""

    def __init__(self) -> None:
        super().__init__()

    def _loss(self, x: Any, t: Any) -> float:
        z = np.multiply(x, t)
        return total(softplus(negative(z, out=z)))

    def _gradient(self, x: Any, t: Any, norm: float, out: Any) -> None:
        z = np.multiply(x, t)
        sigmoid(negative(z, out=z), z)
        z *= t
        np.multiply(z, -norm, out=out)
