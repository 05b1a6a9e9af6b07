"""Linear maps, lookups, dropout, element-wise layers with weights, reductions, and changes of shape."""

from .add import Add
from .bilinear import Bilinear
from .cadd import CAdd
from .cmul import CMul
from .collapse import Collapse
from .constant import Constant
from .contiguous import Contiguous
from .copy import Copy
from .cosine import Cosine
from .dropout import Dropout
from .euclidean import Euclidean
from .gradient_reversal import GradientReversal
from .identity import Identity
from .index import Index
from .index_linear import IndexLinear
from .kmeans import Kmeans
from .l1_penalty import L1Penalty
from .linear import Linear
from .linear_weight_norm import LinearWeightNorm
from .lookup_table import LookupTable
from .masked_select import MaskedSelect
from .max import Max
from .mean import Mean
from .min import Min
from .mul import Mul
from .narrow import Narrow
from .normalize import Normalize
from .one_hot import OneHot
from .padding import Padding
from .partial_linear import PartialLinear
from .print_size import PrintSize
from .replicate import Replicate
from .reshape import Reshape
from .select import Select
from .sparse_linear import SparseLinear
from .spatial_dropout import SpatialDropout
from .squeeze import Squeeze
from .sum import Sum
from .transpose import Transpose
from .unsqueeze import Unsqueeze
from .view import View
from .volumetric_dropout import VolumetricDropout
from .weighted_euclidean import WeightedEuclidean
from .white_noise import WhiteNoise
from .zero_grad import ZeroGrad

__all__ = [
    "Add",
    "Bilinear",
    "CAdd",
    "CMul",
    "Collapse",
    "Constant",
    "Contiguous",
    "Copy",
    "Cosine",
    "Dropout",
    "Euclidean",
    "GradientReversal",
    "Identity",
    "Index",
    "IndexLinear",
    "Kmeans",
    "L1Penalty",
    "Linear",
    "LinearWeightNorm",
    "LookupTable",
    "MaskedSelect",
    "Max",
    "Mean",
    "Min",
    "Mul",
    "Narrow",
    "Normalize",
    "OneHot",
    "Padding",
    "PartialLinear",
    "PrintSize",
    "Replicate",
    "Reshape",
    "Select",
    "SparseLinear",
    "SpatialDropout",
    "Squeeze",
    "Sum",
    "Transpose",
    "Unsqueeze",
    "View",
    "VolumetricDropout",
    "WeightedEuclidean",
    "WhiteNoise",
    "ZeroGrad",
]
