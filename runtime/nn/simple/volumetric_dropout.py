"""Drops whole feature maps of volumes (nn.VolumetricDropout)."""

from __future__ import annotations

from ...registry import register
from .plane_dropout import PlaneDropout


@register("nn.VolumetricDropout")
class VolumetricDropout(PlaneDropout):
    """PlaneDropout of (batch x) features x time x height x width."""

    spatial = 3
    shapes = "Input must be 5D (nbatch, nfeat, t, h, w) or 4D (nfeat, t, h, w)"
