"""dpnn's layers for images."""

from .fire_module import FireModule
from .inception import Inception
from .pca_color_transform import PCAColorTransform
from .simple_color_transform import SimpleColorTransform
from .spatial_binary_convolution import SpatialBinaryConvolution
from .spatial_feat_normalization import SpatialFeatNormalization
from .spatial_glimpse import SpatialGlimpse
from .spatial_region_dropout import SpatialRegionDropout
from .spatial_uniform_crop import SpatialUniformCrop

__all__ = [
    "FireModule",
    "Inception",
    "PCAColorTransform",
    "SimpleColorTransform",
    "SpatialBinaryConvolution",
    "SpatialFeatNormalization",
    "SpatialGlimpse",
    "SpatialRegionDropout",
    "SpatialUniformCrop",
]
