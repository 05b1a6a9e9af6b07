"""Layers of nnx that old checkpoints, and dpnn, need. Torch puts them into `nn`."""

from .spatial_classifier import SpatialClassifier
from .spatial_normalization import SpatialNormalization
from .spatial_padding import SpatialPadding
from .spatial_re_sampling import SpatialReSampling

__all__ = ["SpatialClassifier", "SpatialNormalization", "SpatialPadding", "SpatialReSampling"]
