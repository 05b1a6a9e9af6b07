"""Kullback-Leibler divergence (nn.DistKLDivCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ..transfer.select import keep
from .common import require, total
from .pointwise import Pointwise


@register("nn.DistKLDivCriterion")
class DistKLDivCriterion(Pointwise):
    """Mean (or sum) of target * (log(target) - input) where target > 0; inputs are log-probabilities."""

    def __init__(self) -> None:
        super().__init__()

    def _expected(self, input: Any, target: Any) -> Any:
        require(input._size == target._size, "input and target should have the same size")
        return super()._expected(input, target)

    @np.errstate(divide="ignore", invalid="ignore")
    def _loss(self, x: Any, t: Any) -> float:
        terms = np.log(t)
        terms -= x
        terms *= t
        keep(t > 0, terms, terms)
        return total(terms)

    def _gradient(self, x: Any, t: Any, norm: float, out: Any) -> None:
        np.multiply(t, -norm, out=out)
        keep(t > 0, out, out)
