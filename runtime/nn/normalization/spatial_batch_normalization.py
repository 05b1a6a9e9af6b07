"""Batch normalisation of images (nn.SpatialBatchNormalization)."""

from __future__ import annotations

from ...registry import register
from .batch_normalization import BatchNormalization


@register("nn.SpatialBatchNormalization", aliases=("cudnn.SpatialBatchNormalization",))
class SpatialBatchNormalization(BatchNormalization):
    """As BatchNormalization, for (batch x planes x H x W): each plane is a feature."""

    _version = 2
    nDim = 4
