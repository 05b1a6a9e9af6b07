"""Modules and losses that leave out padding: samples that are all zeros."""

from .mask_zero import MaskZero
from .mask_zero_criterion import MaskZeroCriterion
from .trim_zero import TrimZero

__all__ = ["MaskZero", "MaskZeroCriterion", "TrimZero"]
