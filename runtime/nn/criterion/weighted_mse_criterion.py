"""Squared error against a weighted target (nn.WeightedMSECriterion)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .common import buffer
from .mse_criterion import MSECriterion


@register("nn.WeightedMSECriterion")
class WeightedMSECriterion(MSECriterion):
    """Mean (or sum) of (input - weight * target) ^ 2; `weight` has the size of a sample or of the batch."""

    def __init__(self, w: Any) -> None:
        super().__init__()
        self.weight = w.clone()

    def _expected(self, input: Any, target: Any) -> Any:
        weighted = buffer(self, "buffer", input)
        weighted.resizeAs(input).copy(target)
        array, weight = weighted.array, self.weight.array
        if array.ndim - 1 != weight.ndim:
            weight = weight.reshape(array.shape)
        array *= weight
        return super()._expected(input, weighted)
