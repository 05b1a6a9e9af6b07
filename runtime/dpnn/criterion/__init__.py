"""dpnn's losses for two classes."""

from .binary_logistic_regression import BinaryLogisticRegression
from .spatial_binary_logistic_regression import SpatialBinaryLogisticRegression

__all__ = ["BinaryLogisticRegression", "SpatialBinaryLogisticRegression"]
