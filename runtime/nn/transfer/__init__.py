"""Transfer functions: element-wise layers and soft maxima."""

from .abs import Abs
from .add_constant import AddConstant
from .clamp import Clamp
from .clipped_relu import ClippedReLU
from .crelu import CReLU
from .elu import ELU
from .exp import Exp
from .gated_linear_unit import GatedLinearUnit
from .hard_shrink import HardShrink
from .hard_tanh import HardTanh
from .leaky_relu import LeakyReLU
from .log import Log
from .log_sigmoid import LogSigmoid
from .log_soft_max import LogSoftMax
from .mul_constant import MulConstant
from .power import Power
from .prelu import PReLU
from .relu import ReLU
from .relu6 import ReLU6
from .rrelu import RReLU
from .sigmoid import Sigmoid
from .soft_max import SoftMax
from .soft_min import SoftMin
from .soft_plus import SoftPlus
from .soft_shrink import SoftShrink
from .soft_sign import SoftSign
from .spatial_log_soft_max import SpatialLogSoftMax
from .spatial_soft_max import SpatialSoftMax
from .sqrt import Sqrt
from .square import Square
from .tanh import Tanh
from .tanh_shrink import TanhShrink
from .threshold import Threshold
from .volumetric_log_soft_max import VolumetricLogSoftMax
from .volumetric_soft_max import VolumetricSoftMax

__all__ = [
    "Abs",
    "AddConstant",
    "CReLU",
    "Clamp",
    "ClippedReLU",
    "ELU",
    "Exp",
    "GatedLinearUnit",
    "HardShrink",
    "HardTanh",
    "LeakyReLU",
    "Log",
    "LogSigmoid",
    "LogSoftMax",
    "MulConstant",
    "PReLU",
    "Power",
    "RReLU",
    "ReLU",
    "ReLU6",
    "Sigmoid",
    "SoftMax",
    "SoftMin",
    "SoftPlus",
    "SoftShrink",
    "SoftSign",
    "SpatialLogSoftMax",
    "SpatialSoftMax",
    "Sqrt",
    "Square",
    "Tanh",
    "TanhShrink",
    "Threshold",
    "VolumetricLogSoftMax",
    "VolumetricSoftMax",
]
