"""An L1 penalty on what passes through (nn.L1Penalty)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ..module import Module


@register("nn.L1Penalty")
class L1Penalty(Module):
    """output is the input itself; `loss` = l1weight * sum |input| (`sizeAverage`: the mean).

    gradInput adds the gradient of that loss to gradOutput (without `provideOutput` it is that alone).
    """

    sizeAverage: Any = None
    provideOutput: Any = None
    loss: Any = None

    def __init__(self, l1weight: float, sizeAverage: bool | None = None, provideOutput: bool | None = None) -> None:
        super().__init__()
        self.l1weight = l1weight
        self.sizeAverage = sizeAverage or False
        self.provideOutput = True if provideOutput is None else provideOutput

    def _weight(self, input: Any) -> float:
        return self.l1weight / input.nElement() if self.sizeAverage is True else self.l1weight

    def updateOutput(self, input: Any) -> Any:
        self.loss = self._weight(input) * float(np.abs(input.array).sum(dtype=np.float64))
        self.output = input
        return input

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        gradient = self.gradInput.resize_array(input._size)
        np.sign(input.array, out=gradient)
        gradient *= self._weight(input)
        if self.provideOutput is True:
            gradient += gradOutput.array
        return self.gradInput

    def clearState(self) -> Any:
        """Unlike Torch's, leaves the input, which is the output, alone."""
        self.output = type(self.gradInput)()
        return super().clearState()
