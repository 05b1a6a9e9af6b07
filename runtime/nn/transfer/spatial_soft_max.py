"""Probabilities from planes of scores (nn.SpatialSoftMax)."""

from __future__ import annotations

from ...registry import register
from .class_axis import SoftMaxBase


@register("nn.SpatialSoftMax", aliases=("cudnn.SpatialSoftMax",))
class SpatialSoftMax(SoftMaxBase):
    """As nn.SoftMax: over the planes of (classes x h x w) or (batch x classes x h x w)."""
