"""Layers of nnx that old checkpoints hold. Torch puts them into `nn`."""

from .spatial_classifier import SpatialClassifier
from .spatial_normalization import SpatialNormalization
from .spatial_padding import SpatialPadding

__all__ = ["SpatialClassifier", "SpatialNormalization", "SpatialPadding"]
