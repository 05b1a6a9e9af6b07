"""Probabilities from scores (nn.SoftMax)."""

from __future__ import annotations

from ...registry import register
from .class_axis import SoftMaxBase


@register("nn.SoftMax", aliases=("cudnn.SoftMax",))
class SoftMax(SoftMaxBase):
    """output = exp(input) / sum(exp(input)) over the classes.

    Classes are the elements of a vector, the columns of a matrix, the planes of an image
    (classes x h x w) or of each image of a batch.
    """
