"""Rewards the right one of two classes (nn.BinaryClassReward)."""

from __future__ import annotations

from typing import Any

from ...nn.criterion.common import require
from ...nn.table.arrays import fitted
from ...registry import register
from ...table import Table
from .rewards import ClassReward


@register("nn.BinaryClassReward")
class BinaryClassReward(ClassReward):
    """A prediction (a vector of numbers) is right if it is above 0.5 where the target is 1, not where it is 0."""

    def updateOutput(self, input: Any, target: Any) -> Any:
        require(isinstance(input, Table), "assertion failed!")
        prediction = input[1]
        require(prediction.dim() == 1 and target.dim() == 1, "assertion failed!")
        binary = prediction.array > 0.5
        return self._rewarded(binary == fitted(target.array, binary.shape), prediction)

    def updateGradInput(self, inputTable: Any, target: Any) -> Any:
        prediction, baseline = inputTable[1], inputTable[2]
        self._reinforce(baseline, prediction._size[0])
        self.gradInput[1].resize_array(prediction._size).fill(0)
        self.gradInput[2] = self.criterion.backward(baseline, self.reward)
        return self.gradInput
