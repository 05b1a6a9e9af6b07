"""Cross entropy of several labels a sample (nn.MultiLabelSoftMarginCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .. import checks
from ..transfer.sigmoid import Sigmoid
from .bce_criterion import spread_weights
from .common import average_flag, class_weights, total
from .criterion import Criterion
from .soft_margin_criterion import softplus


@register("nn.MultiLabelSoftMarginCriterion")
class MultiLabelSoftMarginCriterion(Criterion):
    """Mean (or sum) of -target * log(sigmoid(input)) - (1 - target) * log(1 - sigmoid(input)).

    Inputs are scores, targets 0 or 1; `weights` holds a factor for each column of a batch.
    """

    weights: Any = None

    def __init__(self, weights: Any = None, sizeAverage: bool | None = None) -> None:
        super().__init__()
        self.sizeAverage = average_flag(sizeAverage)
        self.weights = class_weights(weights)
        self.sigmoid = Sigmoid()

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        checks.same_type(self, input, target, "target")
        checks.same_count(input, "input", target, "target")
        factors = spread_weights(self, input, target)
        self.sigmoid.updateOutput(input.view(input.nElement()))
        x = input.array
        terms = softplus(x.copy())  # -log(1 - sigmoid(x))
        terms -= x * target.array.reshape(x.shape)
        if factors is not None:
            terms *= factors
        self.output = total(terms)
        if self.sizeAverage:
            self.output /= x.size
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        checks.same_type(self, self.gradInput, input, "input")
        checks.same_count(input, "input", target, "target")
        factors = spread_weights(self, input, target)
        gradient = checks.sized_as(self.gradInput, input)
        likely = self.sigmoid.output.array.reshape(gradient.shape)
        np.subtract(likely, target.array.reshape(gradient.shape), out=gradient)
        if factors is not None:
            gradient *= factors
        if self.sizeAverage:
            gradient /= gradient.size
        return self.gradInput
