"""Logistic loss of two classes (nn.BinaryLogisticRegression)."""

from __future__ import annotations

from typing import Any

from ...nn.criterion.common import average_flag, require
from ...registry import register
from .logistic import LogisticCriterion


@register("nn.BinaryLogisticRegression")
class BinaryLogisticRegression(LogisticCriterion):
    """Mean (or sum, with `sizeAverage` false) of log(1 + exp(-target * input)); targets are 1 and -1.

    Input and target are vectors, or matrices with one row or column.
    """

    def __init__(self, sizeAverage: bool | None = None) -> None:
        super().__init__()
        self.sizeAverage = average_flag(sizeAverage)

    def updateOutput(self, input: Any, target: Any) -> float:
        for name, tensor in (("Input", input), ("Target", target)):
            require(tensor.dim() in (1, 2), f"{name}:Expecting batchSize or batchSize x 1")
            require(tensor.dim() == 1 or 1 in tensor._size, f"{name}: Expecting batchSize x 1.")
        self._k = input.nElement()
        require(self._k == target.nElement(), "No of input and target elements should be same.")
        loss = self._sum(input, target)
        return loss / self._k if self.sizeAverage else loss

    def updateGradInput(self, input: Any, target: Any) -> Any:
        return self._gradient(input, target, self._k if self.sizeAverage else 1)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type:
            self._drop_buffers()
        return super().type(type, tensorCache)
