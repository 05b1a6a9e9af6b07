"""One target for all steps of a sequence (nn.RepeaterCriterion)."""

from __future__ import annotations

from typing import Any

from ...nn.criterion.criterion import Criterion, loss_of
from ...registry import register
from ...table import Table
from ...tensor import TensorCore
from ..steps import stack, steps_of
from .sequencer_criterion import StepCriterions


@register("nn.RepeaterCriterion")
class RepeaterCriterion(StepCriterions, Criterion):
    """The sum of a criterion's losses over the steps of the input, each with the same target."""

    def __init__(self, criterion: Any = None) -> None:
        super().__init__()
        self.criterion = criterion
        self.gradInput = Table()
        self.clones = Table()

    def forward(self, input: Any, target: Any = None, *more: Any) -> Any:
        self.output = 0
        for i, one in enumerate(steps_of(input), 1):
            self.output = self.output + loss_of(self.getStepCriterion(i).forward(one, target))
        return self.output

    def backward(self, input: Any, target: Any = None, *more: Any) -> Any:
        gradients = [self.getStepCriterion(i).backward(one, target) for i, one in enumerate(steps_of(input), 1)]
        self.gradInput = stack(None, gradients) if isinstance(input, TensorCore) else Table(gradients)
        return self.gradInput
