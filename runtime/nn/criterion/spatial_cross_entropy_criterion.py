"""Cross entropy over the classes of each pixel (cudnn.SpatialCrossEntropyCriterion)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..transfer.spatial_log_soft_max import SpatialLogSoftMax
from .class_nll_criterion import ClassNLLCriterion
from .common import require
from .criterion import Criterion
from .spatial_class_nll_criterion import SpatialClassNLLCriterion


def check_pixels(input: Any, target: Any, ndim: int) -> None:
    """Input must be batch x classes x image, of `ndim` dimensions, and target batch x image."""
    require(input.dim() == ndim and target.dim() == ndim - 1, "mini-batch supported only")
    same = input._size[0] == target._size[0] and input._size[2:] == target._size[1:]
    require(same, "input and target should be of same size")


@register("cudnn.SpatialCrossEntropyCriterion")
class SpatialCrossEntropyCriterion(Criterion):
    """SpatialLogSoftMax and SpatialClassNLLCriterion in one; nn has no criterion of this name.

    Inputs are batch x classes x h x w scores, targets batch x h x w classes from 1.
    """

    def __init__(self, weights: Any = None) -> None:
        super().__init__()
        self.slsm = SpatialLogSoftMax()
        self.nll = SpatialClassNLLCriterion(weights)
        self.sizeAverage = True

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        check_pixels(input, target, 4)
        self.slsm.updateOutput(input)
        self.nll.sizeAverage = self.sizeAverage
        self.nll.updateOutput(self.slsm.output, target)
        self.output = self.nll.output
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        check_pixels(input, target, 4)
        self.nll.updateGradInput(self.slsm.output, target)
        self.slsm.updateGradInput(input, self.nll.gradInput)
        self.gradInput = self.slsm.gradInput
        return self.gradInput

    def _upgrade(self, version: int, typename: str) -> None:
        """Before SpatialClassNLLCriterion existed, a ClassNLLCriterion did its work on rows of pixels."""
        old = vars(self).get("nll")
        if isinstance(old, ClassNLLCriterion):
            self.nll = SpatialClassNLLCriterion(old.weights).type(old.output_tensor._typename)
        vars(self).setdefault("sizeAverage", True)
