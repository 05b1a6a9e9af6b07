"""Padding: what a zero mask names is left out."""

from .mask_zero import MaskZero
from .mask_zero_criterion import MaskZeroCriterion

__all__ = ["MaskZero", "MaskZeroCriterion"]
