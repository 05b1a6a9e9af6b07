"""Logarithms of probabilities from planes of scores (nn.SpatialLogSoftMax)."""

from __future__ import annotations

from ...registry import register
from .class_axis import LogSoftMaxBase


@register("nn.SpatialLogSoftMax", aliases=("cudnn.SpatialLogSoftMax",))
class SpatialLogSoftMax(LogSoftMaxBase):
    """As nn.LogSoftMax: over the planes of (classes x h x w) or (batch x classes x h x w)."""
