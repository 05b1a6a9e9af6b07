"""Rewards the right class (nn.VRClassReward)."""

from __future__ import annotations

from typing import Any

from ...nn.criterion.common import require
from ...nn.table.arrays import fitted
from ...registry import register
from ...table import Table
from ..module import from_batch, to_batch
from .rewards import ClassReward


@register("nn.VRClassReward")
class VRClassReward(ClassReward):
    """A prediction (batch x classes) is right where its maximum is at the target, a class number from 1.

    The baseline is batch x 1.
    """

    def updateOutput(self, input: Any, target: Any) -> Any:
        require(isinstance(input, Table), "assertion failed!")
        prediction = to_batch(self, input[1], 1)
        predicted = prediction.array.argmax(1) + 1
        return self._rewarded(predicted == fitted(target.array, predicted.shape).astype("i8"), prediction)

    def updateGradInput(self, inputTable: Any, target: Any) -> Any:
        prediction, baseline = to_batch(self, inputTable[1], 1), to_batch(self, inputTable[2], 1)
        self._reinforce(baseline, prediction._size[0])
        self.gradInput[1].resize_array(prediction._size).fill(0)
        self.gradInput[1] = from_batch(self, self.gradInput[1], 1)
        self.criterion.forward(baseline, self.reward)
        self.gradInput[2] = from_batch(self, self.criterion.backward(baseline, self.reward), 1)
        return self.gradInput
