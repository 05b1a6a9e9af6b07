"""LogSoftMax and ClassNLLCriterion in one (nn.CrossEntropyCriterion)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..transfer.log_soft_max import LogSoftMax
from .class_nll_criterion import ClassNLLCriterion
from .common import is_number
from .criterion import Criterion


@register("nn.CrossEntropyCriterion")
class CrossEntropyCriterion(Criterion):
    """Weighted mean (or sum) of -log(softmax(input)[target]); dimensions of size 1 are dropped.

    `sizeAverage` is handed on to the inner criterion `nll` when it changes.
    """

    oldSizeAverage: Any = None

    def __init__(self, weights: Any = None, sizeAverage: bool | None = None) -> None:
        super().__init__()
        self.lsm = LogSoftMax()
        self.nll = ClassNLLCriterion(weights, sizeAverage)
        self.sizeAverage = self.nll.sizeAverage
        self.oldSizeAverage = self.sizeAverage

    def _squeezed(self, input: Any, target: Any) -> tuple[Any, Any]:
        if self.sizeAverage != self.oldSizeAverage:
            self.nll.sizeAverage = self.sizeAverage
        return input.squeeze(), target if is_number(target) else target.squeeze()

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        input, target = self._squeezed(input, target)
        self.lsm.updateOutput(input)
        self.nll.updateOutput(self.lsm.output, target)
        self.output = self.nll.output
        self.oldSizeAverage = self.sizeAverage
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        size = input.size()
        input, target = self._squeezed(input, target)
        self.nll.updateGradInput(self.lsm.output, target)
        self.lsm.updateGradInput(input, self.nll.gradInput)
        self.gradInput.view(self.lsm.gradInput, size)
        self.oldSizeAverage = self.sizeAverage
        return self.gradInput

    def _upgrade(self, version: int, typename: str) -> None:
        if "sizeAverage" not in vars(self):  # files from before the fields existed
            self.sizeAverage = self.oldSizeAverage = self.nll.sizeAverage
