"""A criterion as a module, so that it can be part of a graph (nn.ModuleFromCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..nn.module import Module
from ..registry import register
from ..table import Table
from ..tensor import Tensor


@register("nn.ModuleFromCriterion", aliases=("nngraph.ModuleFromCriterion",))
class ModuleFromCriterion(Module):
    """{prediction, target} -> a tensor of one number, the loss; the gradient by the target is zero."""

    def __init__(self, criterion: Any) -> None:
        self.criterion = criterion
        self.output = Tensor(1)
        self.gradInput = Table([Tensor(), Tensor()])

    def updateOutput(self, input: Any) -> Any:
        loss = self.criterion.updateOutput(input[1], input[2])
        self.output.array[0] = loss[0] if isinstance(loss, tuple) else loss
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        weight = gradOutput.array[0]
        found = self.criterion.updateGradInput(input[1], input[2])
        old = self.gradInput.get(1)
        if isinstance(found, Table):
            values = found.array_values()
            if not isinstance(old, Table):
                old = self.gradInput[1] = Table([type(value)() for value in values])
            pairs = list(zip(old.array_values(), values))
        else:
            pairs = [(old, found)]
        for target, value in pairs:
            np.multiply(value.array, weight, out=target.resize_array(value._size))
        _zero_like(self.gradInput, 2, input[2])
        return self.gradInput


def _zero_like(gradients: Table, index: int, target: Any) -> None:
    """A zero gradient of the target's size (a number has none)."""
    if hasattr(target, "_size"):
        gradients[index].resize_array(target._size).fill(0)
