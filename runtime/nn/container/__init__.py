"""Modules that contain modules."""

from .bottle import Bottle
from .concat import Concat
from .concat_table import ConcatTable
from .container import Container
from .data_parallel_impl import BasicImpl, ThreadsImpl
from .data_parallel_table import DataParallelTable
from .decorator import Decorator
from .depth_concat import DepthConcat
from .dont_cast import DontCast
from .gpu import GPU
from .map_table import MapTable
from .parallel import Parallel
from .parallel_table import ParallelTable
from .sequential import Sequential
from .weight_norm import WeightNorm

__all__ = [
    "GPU",
    "Bottle",
    "Concat",
    "ConcatTable",
    "Container",
    "DataParallelTable",
    "Decorator",
    "DepthConcat",
    "DontCast",
    "MapTable",
    "Parallel",
    "ParallelTable",
    "Sequential",
    "WeightNorm",
]
