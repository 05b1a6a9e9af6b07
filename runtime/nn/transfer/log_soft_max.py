"""Logarithms of probabilities from scores (nn.LogSoftMax)."""

from __future__ import annotations

from ...registry import register
from .class_axis import LogSoftMaxBase


@register("nn.LogSoftMax", aliases=("cudnn.LogSoftMax",))
class LogSoftMax(LogSoftMaxBase):
    """output = input - log(sum(exp(input))) over the classes; shapes as for nn.SoftMax."""
