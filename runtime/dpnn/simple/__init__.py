"""dpnn's layers for vectors, tables and whole inputs."""

from .arg_max import ArgMax
from .categorical_entropy import CategoricalEntropy
from .clip import Clip
from .reverse_table import ReverseTable
from .total_dropout import TotalDropout

__all__ = ["ArgMax", "CategoricalEntropy", "Clip", "ReverseTable", "TotalDropout"]
