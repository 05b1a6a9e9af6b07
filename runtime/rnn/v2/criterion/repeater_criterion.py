"""One target for all steps of a sequence (nn.RepeaterCriterion of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ....errors import TorchError
from ....nn.criterion.criterion import loss_of
from ....table import Table
from ....tensor import TensorCore
from ...steps import stack, steps_of
from ..declare import is_true, torch_rnn
from .abstract_sequencer_criterion import AbstractSequencerCriterion


@torch_rnn("nn.RepeaterCriterion", own=("clones",), other=("criterion",))
class RepeaterCriterion(AbstractSequencerCriterion):
    """The sum of a criterion's losses over the steps of the input, each with the same target.

    `sizeAverage` divides it by their number; as in torch/rnn there is no way back then.
    """

    def updateOutput(self, input: Any, target: Any) -> Any:
        steps = steps_of(input)
        self.output = 0
        for i, one in enumerate(steps, 1):
            self.output = self.output + loss_of(self.getStepCriterion(i).forward(one, target))
        if is_true(self.sizeAverage):
            self.output = self.output / len(steps)
        return self.output

    def updateGradInput(self, input: Any, target: Any) -> Any:
        if is_true(self.sizeAverage):
            raise TorchError("nn.RepeaterCriterion of torch/rnn cannot go back with sizeAverage")
        gradients = [self.getStepCriterion(i).backward(one, target) for i, one in enumerate(steps_of(input), 1)]
        self.gradInput = stack(None, gradients) if isinstance(input, TensorCore) else Table(gradients)
        return self.gradInput
