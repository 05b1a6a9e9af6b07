"""Drops whole feature maps of images (nn.SpatialDropout)."""

from __future__ import annotations

from ...registry import register
from .plane_dropout import PlaneDropout


@register("nn.SpatialDropout")
class SpatialDropout(PlaneDropout):
    """PlaneDropout of (batch x) features x height x width."""

    spatial = 2
    shapes = "Input must be 4D (nbatch, nfeat, h, w) or 3D (nfeat, h, w)"
