"""Logarithms of probabilities from volumes of scores (cudnn.VolumetricLogSoftMax)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .class_axis import LogSoftMaxBase
from .volumetric_soft_max import volume_axis


@register("cudnn.VolumetricLogSoftMax")
class VolumetricLogSoftMax(LogSoftMaxBase):
    """LogSoftMax over the classes of (batch x) classes x t x h x w. nn has no layer of this name."""

    def __init__(self, fast: bool | None = None) -> None:
        super().__init__()

    def _axis(self, x: Any) -> int:
        return volume_axis(x)
