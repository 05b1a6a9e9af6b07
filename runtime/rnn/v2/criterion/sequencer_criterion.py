"""A loss for each step of a sequence (nn.SequencerCriterion of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ....nn.criterion.criterion import loss_of
from ....table import Table
from ....tensor import TensorCore
from ...steps import paired_count, stack, steps_of
from ..declare import is_true, torch_rnn
from ..recursive import recursiveDiv
from .abstract_sequencer_criterion import AbstractSequencerCriterion


@torch_rnn("nn.SequencerCriterion", own=("clones",), other=("criterion",))
class SequencerCriterion(AbstractSequencerCriterion):
    """The sum of a criterion's losses over the steps of input and target; `sizeAverage` divides it by their number."""

    def updateOutput(self, input: Any, target: Any) -> Any:
        self.output = 0
        count = paired_count(input, target, "target")
        for i, (one, wanted) in enumerate(zip(steps_of(input), steps_of(target)), 1):
            self.output = self.output + loss_of(self.getStepCriterion(i).forward(one, wanted))
        if is_true(self.sizeAverage):
            self.output = self.output / count
        return self.output

    def updateGradInput(self, input: Any, target: Any) -> Any:
        count = paired_count(input, target, "target", "gradOutput")
        pairs = enumerate(zip(steps_of(input), steps_of(target)), 1)
        gradients = Table([self.getStepCriterion(i).backward(one, wanted) for i, (one, wanted) in pairs])
        if is_true(self.sizeAverage):
            recursiveDiv(gradients, count)
        self.gradInput = stack(None, gradients.array_values()) if isinstance(input, TensorCore) else gradients
        return self.gradInput
