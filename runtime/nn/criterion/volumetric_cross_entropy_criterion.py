"""Cross entropy over the classes of each voxel (cudnn.VolumetricCrossEntropyCriterion)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .criterion import Criterion
from .spatial_cross_entropy_criterion import SpatialCrossEntropyCriterion, check_pixels


@register("cudnn.VolumetricCrossEntropyCriterion")
class VolumetricCrossEntropyCriterion(Criterion):
    """cudnn.SpatialCrossEntropyCriterion (the field `scec`) for volumes; nn has no criterion of this name.

    Inputs are batch x classes x t x h x w scores, targets batch x t x h x w classes from 1.
    """

    def __init__(self, weights: Any = None) -> None:
        super().__init__()
        self.scec = SpatialCrossEntropyCriterion(weights)

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        check_pixels(input, target, 5)
        self.output = self.scec.updateOutput(*_folded(input, target))
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        check_pixels(input, target, 5)
        self.gradInput = self.scec.updateGradInput(*_folded(input, target)).view(input.size())
        return self.gradInput


def _folded(input: Any, target: Any) -> tuple[Any, Any]:
    """Time and height as one dimension."""
    b, n, t, h, w = input._size
    return input.view(b, n, t * h, w), target.view(b, t * h, w)
