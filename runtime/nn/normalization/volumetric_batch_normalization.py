"""Batch normalisation of volumes (nn.VolumetricBatchNormalization)."""

from __future__ import annotations

from ...registry import register
from .batch_normalization import BatchNormalization


@register("nn.VolumetricBatchNormalization", aliases=("cudnn.VolumetricBatchNormalization",))
class VolumetricBatchNormalization(BatchNormalization):
    """As BatchNormalization, for (batch x planes x T x H x W): each plane is a feature."""

    _version = 1
    nDim = 5
