"""Logistic loss of two classes for each pixel (nn.SpatialBinaryLogisticRegression)."""

from __future__ import annotations

from typing import Any

from ...nn.criterion.common import require
from ...registry import register
from .logistic import LogisticCriterion


@register("nn.SpatialBinaryLogisticRegression")
class SpatialBinaryLogisticRegression(LogisticCriterion):
    """Half the mean over pixels of log(1 + exp(-target * input)); targets are 1 and -1.

    Input and target (1 x H x W) or (batch x 1 x H x W). With ``sizeAverage`` false images add up.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sizeAverage = True

    def updateOutput(self, input: Any, target: Any) -> float:
        ndim = input.dim()
        require(ndim == target.dim(), "nDimension of input and target don't match.")
        require(ndim in (3, 4), "Expecting image or batch on images")
        require(input._size == target._size, "Input and target dimensions don't match.")
        require(input._size[-3] == 1, "No. of channels should be 1.")
        self._isBatch = ndim == 4
        self._k = input._size[0] if self._isBatch else 1
        self._h, self._w = input._size[-2:]
        return self._sum(input, target) / self._count()

    def _count(self) -> int:
        return 2 * self._h * self._w * (self._k if self.sizeAverage else 1)

    def updateGradInput(self, input: Any, target: Any) -> Any:
        return self._gradient(input, target, self._count())
