"""Averages over a dimension (nn.Mean)."""

from __future__ import annotations

from ...registry import register
from .sum import Sum


@register("nn.Mean")
class Mean(Sum):
    """Sum(dimension, nInputDims, true)."""

    def __init__(self, dimension: int | None = 1, nInputDims: int | None = None) -> None:
        super().__init__(dimension, nInputDims, True)

    def _upgrade(self, version: int, typename: str) -> None:
        """Old files hold a Mean that was a class of its own: the average is implied."""
        if "sizeAverage" not in vars(self):
            self.sizeAverage = True
