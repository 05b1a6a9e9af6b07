"""The quotient of two tensors (nn.CDivTable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...registry import register
from ...table import Table
from ..module import Module
from .arrays import arrays, elements, fitted, reused


@register("nn.CDivTable")
class CDivTable(Module):
    """output = input[1] / input[2], element by element."""

    def __init__(self) -> None:
        super().__init__()
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        a, b = arrays(elements(input)[:2], self)
        output = self.output.resize_array(a.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            np.divide(a, fitted(b, a.shape), out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = elements(input)[:2]
        a, b = arrays(values)
        first, second = reused(self.gradInput, values, type(values[0]))
        one, two = first.resize_array(a.shape), second.resize_array(b.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            np.divide(fitted(gradOutput.array, a.shape), fitted(b, a.shape), out=one)
            np.divide(fitted(one, b.shape), b, out=two)
            np.multiply(two, fitted(a, b.shape), out=two)
        negative(two, out=two)
        return self.gradInput
