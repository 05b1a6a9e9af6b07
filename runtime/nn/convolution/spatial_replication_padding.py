"""Padding by repeated borders (nn.SpatialReplicationPadding)."""

from __future__ import annotations

from ...registry import register
from .border_padding import PlaneBorderPadding
from .kernels.borders import replicated


@register("nn.SpatialReplicationPadding")
class SpatialReplicationPadding(PlaneBorderPadding):
    """Repeats the borders of images; negative padding crops. Input (planes x H x W) or with a batch before."""

    _map = staticmethod(replicated)
