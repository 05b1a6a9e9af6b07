"""The layers of imagine-nn (inn) that checkpoints hold."""

from . import utils
from .const_affine import ConstAffine
from .mean_subtraction import MeanSubtraction
from .pooling import SpatialAveragePooling, SpatialMaxPooling
from .response_normalization import SpatialCrossResponseNormalization, SpatialSameResponseNormalization
from .roi_pooling import ROIPooling
from .spatial_pyramid_pooling import SpatialPyramidPooling

__all__ = [
    "ConstAffine",
    "MeanSubtraction",
    "ROIPooling",
    "SpatialAveragePooling",
    "SpatialCrossResponseNormalization",
    "SpatialMaxPooling",
    "SpatialPyramidPooling",
    "SpatialSameResponseNormalization",
    "utils",
]
