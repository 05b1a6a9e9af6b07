"""Noise contrastive estimation: large softmax layers learnt from a few samples (Mnih and Teh 2012)."""

from .nce_criterion import NCECriterion
from .nce_module import NCEModule

__all__ = ["NCECriterion", "NCEModule"]
