"""The difference of two tensors (nn.CSubTable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...registry import register
from ...table import Table
from ..module import Module
from .arrays import arrays, assign, elements, fitted, reused


@register("nn.CSubTable")
class CSubTable(Module):
    """output = input[1] - input[2]."""

    def __init__(self) -> None:
        super().__init__()
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        a, b = arrays(elements(input)[:2], self)
        output = self.output.resize_array(a.shape)
        np.subtract(a, fitted(b, a.shape), out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = elements(input)[:2]
        first, second = reused(self.gradInput, values, type(values[0]))
        assign(first.resize_array(values[0]._size), gradOutput.array)
        gradient = second.resize_array(values[1]._size)
        negative(fitted(gradOutput.array, gradient.shape), out=gradient)
        return self.gradInput
