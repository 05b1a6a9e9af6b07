"""Padding by the mirrored image (nn.SpatialReflectionPadding)."""

from __future__ import annotations

from ...registry import register
from .border_padding import PlaneBorderPadding
from .kernels.borders import reflected


@register("nn.SpatialReflectionPadding")
class SpatialReflectionPadding(PlaneBorderPadding):
    """Mirrors images at their borders; negative padding crops. Input (planes x H x W) or with a batch before."""

    _map = staticmethod(reflected)
    _indent = " " * 8
