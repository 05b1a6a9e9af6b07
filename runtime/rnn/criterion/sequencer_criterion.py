"""A loss for each step of a sequence (nn.SequencerCriterion)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.criterion.criterion import Criterion, loss_of
from ...nn.simple.common import require
from ...registry import register
from ...table import Table
from ...tensor import TensorCore
from ..names import is_type_of
from ..steps import paired_count, stack, steps_of


class StepCriterions:
    """A clone of a criterion for each step."""

    clones: Any
    criterion: Any

    def getStepCriterion(self, step: int | None = None) -> Any:
        """The clone for a step; made when first asked for."""
        require(step, "expecting step at arg 1")
        found = self.clones.get(step)
        if found is None:
            found = self.clones[step] = self.criterion.clone()
        return found


@register("nn.SequencerCriterion")
class SequencerCriterion(StepCriterions, Criterion):
    """The sum of a criterion's losses over the steps of input and target; `sizeAverage` divides it by their number."""

    sizeAverage: Any = False

    def __init__(self, criterion: Any = None, sizeAverage: bool | None = None) -> None:
        super().__init__()
        self.criterion = criterion
        if is_type_of(criterion, "nn.ModuleCriterion"):
            raise TorchError(
                "SequencerCriterion shouldn't decorate a ModuleCriterion. "
                "Instead, try the other way around : "
                "ModuleCriterion decorates a SequencerCriterion. "
                "Its modules can also be similarly decorated with a Sequencer."
            )
        self.sizeAverage = False if sizeAverage is None else sizeAverage
        self.clones = Table()
        self.gradInput = Table()

    def updateOutput(self, input: Any, target: Any) -> Any:
        self.output = 0
        count = paired_count(input, target, "target")
        for i, (one, wanted) in enumerate(zip(steps_of(input), steps_of(target)), 1):
            self.output = self.output + loss_of(self.getStepCriterion(i).forward(one, wanted))
        if self.sizeAverage:
            self.output = self.output / count
        return self.output

    def updateGradInput(self, input: Any, target: Any) -> Any:
        count = paired_count(input, target, "target", "gradOutput")
        gradients = []
        for i, (one, wanted) in enumerate(zip(steps_of(input), steps_of(target)), 1):
            gradient = self.getStepCriterion(i).backward(one, wanted)
            if self.sizeAverage:
                _divide(gradient, count)
            gradients.append(gradient)
        self.gradInput = stack(None, gradients) if isinstance(input, TensorCore) else Table(gradients)
        return self.gradInput


def _divide(gradient: Any, count: int) -> None:
    if isinstance(gradient, Table):
        for value in gradient.array_values():
            _divide(value, count)
    else:
        gradient.div(count)
