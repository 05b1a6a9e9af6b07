"""Convolutions, poolings, paddings and changes of resolution in one, two and three dimensions."""

from . import tables
from .feature_lp_pooling import FeatureLPPooling
from .pixel_shuffle import PixelShuffle
from .spatial_adaptive_average_pooling import SpatialAdaptiveAveragePooling
from .spatial_adaptive_max_pooling import SpatialAdaptiveMaxPooling
from .spatial_average_pooling import SpatialAveragePooling
from .spatial_convolution import SpatialConvolution
from .spatial_convolution_local import SpatialConvolutionLocal
from .spatial_convolution_map import SpatialConvolutionMap
from .spatial_convolution_mm import SpatialConvolutionMM
from .spatial_depth_wise_convolution import SpatialDepthWiseConvolution
from .spatial_dilated_convolution import SpatialDilatedConvolution
from .spatial_dilated_max_pooling import SpatialDilatedMaxPooling
from .spatial_fractional_max_pooling import SpatialFractionalMaxPooling
from .spatial_full_convolution import SpatialFullConvolution
from .spatial_full_convolution_map import SpatialFullConvolutionMap
from .spatial_lp_pooling import SpatialLPPooling
from .spatial_max_pooling import SpatialMaxPooling
from .spatial_max_unpooling import SpatialMaxUnpooling
from .spatial_reflection_padding import SpatialReflectionPadding
from .spatial_replication_padding import SpatialReplicationPadding
from .spatial_sub_sampling import SpatialSubSampling
from .spatial_up_sampling_bilinear import SpatialUpSamplingBilinear
from .spatial_up_sampling_nearest import SpatialUpSamplingNearest
from .spatial_zero_padding import SpatialZeroPadding
from .temporal_convolution import TemporalConvolution
from .temporal_dynamic_k_max_pooling import TemporalDynamicKMaxPooling
from .temporal_max_pooling import TemporalMaxPooling
from .temporal_row_convolution import TemporalRowConvolution
from .temporal_sub_sampling import TemporalSubSampling
from .up_sampling import UpSampling
from .volumetric_average_pooling import VolumetricAveragePooling
from .volumetric_convolution import VolumetricConvolution
from .volumetric_dilated_convolution import VolumetricDilatedConvolution
from .volumetric_dilated_max_pooling import VolumetricDilatedMaxPooling
from .volumetric_fractional_max_pooling import VolumetricFractionalMaxPooling
from .volumetric_full_convolution import VolumetricFullConvolution
from .volumetric_max_pooling import VolumetricMaxPooling
from .volumetric_max_unpooling import VolumetricMaxUnpooling
from .volumetric_replication_padding import VolumetricReplicationPadding

__all__ = [
    "FeatureLPPooling",
    "PixelShuffle",
    "SpatialAdaptiveAveragePooling",
    "SpatialAdaptiveMaxPooling",
    "SpatialAveragePooling",
    "SpatialConvolution",
    "SpatialConvolutionLocal",
    "SpatialConvolutionMM",
    "SpatialConvolutionMap",
    "SpatialDepthWiseConvolution",
    "SpatialDilatedConvolution",
    "SpatialDilatedMaxPooling",
    "SpatialFractionalMaxPooling",
    "SpatialFullConvolution",
    "SpatialFullConvolutionMap",
    "SpatialLPPooling",
    "SpatialMaxPooling",
    "SpatialMaxUnpooling",
    "SpatialReflectionPadding",
    "SpatialReplicationPadding",
    "SpatialSubSampling",
    "SpatialUpSamplingBilinear",
    "SpatialUpSamplingNearest",
    "SpatialZeroPadding",
    "TemporalConvolution",
    "TemporalDynamicKMaxPooling",
    "TemporalMaxPooling",
    "TemporalRowConvolution",
    "TemporalSubSampling",
    "UpSampling",
    "VolumetricAveragePooling",
    "VolumetricConvolution",
    "VolumetricDilatedConvolution",
    "VolumetricDilatedMaxPooling",
    "VolumetricFractionalMaxPooling",
    "VolumetricFullConvolution",
    "VolumetricMaxPooling",
    "VolumetricMaxUnpooling",
    "VolumetricReplicationPadding",
    "tables",
]
