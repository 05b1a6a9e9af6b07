"""The layers and criterions of nnx. Torch puts them into `nn`, but for nnx.QDRiemaNNLinear."""

from .balance import Balance
from .dist_margin_criterion import DistMarginCriterion
from .dist_nll_criterion import DistNLLCriterion
from .function_wrapper import FunctionWrapper
from .minus import Minus
from .multi_soft_max import MultiSoftMax
from .pixel_sort import PixelSort
from .push_table import PullTable, PushTable
from .qd_riemann_linear import QDRiemaNNLinear
from .saturated_lu import SaturatedLU
from .soft_max_tree import SoftMaxTree
from .spatial_classifier import SpatialClassifier
from .spatial_color_transform import SpatialColorTransform
from .spatial_down_sampling import SpatialDownSampling
from .spatial_graph import SpatialGraph
from .spatial_linear import SpatialLinear
from .spatial_matching import SpatialMatching
from .spatial_max_sampling import SpatialMaxSampling
from .spatial_normalization import SpatialNormalization
from .spatial_padding import SpatialPadding
from .spatial_pyramid import SpatialPyramid
from .spatial_re_sampling import SpatialReSampling
from .spatial_re_sampling_ex import SpatialReSamplingEx
from .spatial_up_sampling import SpatialUpSampling
from .super_criterion import SuperCriterion
from .tree_nll_criterion import TreeNLLCriterion

__all__ = [
    "Balance",
    "DistMarginCriterion",
    "DistNLLCriterion",
    "FunctionWrapper",
    "Minus",
    "MultiSoftMax",
    "PixelSort",
    "PullTable",
    "PushTable",
    "QDRiemaNNLinear",
    "SaturatedLU",
    "SoftMaxTree",
    "SpatialClassifier",
    "SpatialColorTransform",
    "SpatialDownSampling",
    "SpatialGraph",
    "SpatialLinear",
    "SpatialMatching",
    "SpatialMaxSampling",
    "SpatialNormalization",
    "SpatialPadding",
    "SpatialPyramid",
    "SpatialReSampling",
    "SpatialReSamplingEx",
    "SpatialUpSampling",
    "SuperCriterion",
    "TreeNLLCriterion",
]
