"""Squared error against the middle of a larger target (nn.SpatialAutoCropMSECriterion)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .common import require
from .mse_criterion import MSECriterion


@register("nn.SpatialAutoCropMSECriterion")
class SpatialAutoCropMSECriterion(MSECriterion):
    """MSECriterion of (batch x) planes x h x w; forward crops a larger target, backward does not."""

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        require(input.dim() == target.dim(), "input and target should have the same number of dimensions")
        require(input.dim() in (3, 4), "input and target must have 3 or 4 dimensions")
        (h, w), (full_h, full_w) = input._size[-2:], target._size[-2:]
        require(
            h <= full_h and w <= full_w,
            "Spatial resolution of input should be less than or equal to the spatial resolution of the target",
        )
        ndim = target.dim()
        cropped = target.narrow(ndim - 1, 1 + (full_h - h) // 2, h).narrow(ndim, 1 + (full_w - w) // 2, w)
        return super().updateOutput(input, cropped)

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        require(input.dim() == target.dim(), "input and gradOutput should have the same number of dimensions")
        require(input.dim() in (3, 4), "input and gradOutput must have 3 or 4 dimensions")
        require(input._size == target._size, "gradOutput and input must have the same size")
        return super().updateGradInput(input, target)
