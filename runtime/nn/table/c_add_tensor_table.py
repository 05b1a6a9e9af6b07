"""A tensor added to each of a table of tensors (nn.CAddTensorTable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...table import Table
from ..module import Module
from .arrays import arrays, assign, fitted, reused


@register("nn.CAddTensorTable")
class CAddTensorTable(Module):
    """{v, {a, b, ...}} -> {a + v, b + v, ...}, in new tensors at every pass."""

    def __init__(self) -> None:
        super().__init__()
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        vector, others = input[1], input[2].array_values()
        results = [type(vector)() for _ in others]
        for result, other in zip(results, arrays(others)):
            sum_ = result.resize_array(vector._size)
            np.add(fitted(other, sum_.shape), vector.array, out=sum_)
        self.output = Table(results)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        vector, others = input[1], input[2].array_values()
        gradients = arrays(gradOutput.array_values()[: len(others)])
        if self.gradInput.get(1) is None:
            self.gradInput[1] = type(vector)()
        if self.gradInput.get(2) is None:
            self.gradInput[2] = Table()
        total = self.gradInput[1].resize_array(vector._size)
        assign(total, gradients[0])
        for gradient in gradients[1:]:
            np.add(total, fitted(gradient, total.shape), out=total)
        for target, gradient in zip(reused(self.gradInput[2], others, type(vector)), gradients):
            assign(target.resize_array(vector._size), gradient)
        return self.gradInput
