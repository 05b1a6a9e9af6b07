"""The loss for nn.SoftMaxTree (nnx's nn.TreeNLLCriterion)."""

from __future__ import annotations

from typing import Any

from ..nn.criterion.criterion import Criterion
from ..nn.simple.mean import Mean
from ..registry import register
from ..tensor import Tensor


@register("nn.TreeNLLCriterion")
class TreeNLLCriterion(Criterion):
    """Minus the mean of the log-likelihoods (batch) or (batch x 1) that a tree computed for its targets."""

    def __init__(self) -> None:
        self._module = Mean()
        super().__init__()
        self._output_grad = Tensor(1).fill(-1)

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        return -self._module.forward(input).array.ravel()[0].item()

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        return self._module.backward(input, self._output_grad)
