"""Probabilities from volumes of scores (cudnn.VolumetricSoftMax)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .class_axis import SoftMaxBase
from .elementwise import assertion


def volume_axis(x: Any) -> int:
    """The axis of the classes of a (classes x t x h x w) or (batch x classes x t x h x w) array."""
    assertion(x.ndim in (4, 5), "input should either be a 3d image or a minibatch of them")
    return x.ndim - 4


@register("cudnn.VolumetricSoftMax")
class VolumetricSoftMax(SoftMaxBase):
    """SoftMax over the classes of volumes. nn has no layer of this name."""

    def __init__(self, fast: bool | None = None) -> None:
        super().__init__()

    def _axis(self, x: Any) -> int:
        return volume_axis(x)
