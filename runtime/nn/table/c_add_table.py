"""The sum of a table of tensors (nn.CAddTable)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from ..module import Module
from .arrays import add, arrays, assign, fitted, reused


@register("nn.CAddTable")
class CAddTable(Module):
    """output = input[1] + input[2] + ...; all tensors hold the same number of elements.

    With `inplace` the output is input[1] itself, and the gradients are gradOutput itself.
    """

    inplace: Any = None

    def __init__(self, ip: bool | None = None) -> None:
        super().__init__()
        self.inplace = ip
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        values = input.array_values()
        x = arrays(values, self)
        if self.inplace:
            self.output.set(values[0])
            output = self.output.array
        else:
            output = self.output.resize_array(values[0]._size)
        if len(x) > 1:
            add(x[0], fitted(x[1], output.shape), output)
            for other in x[2:]:
                add(output, fitted(other, output.shape), output)
        elif not self.inplace:
            output[...] = x[0]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = input.array_values()
        for gradient, value in zip(reused(self.gradInput, values, type(values[0])), values):
            if self.inplace:
                gradient.set(gradOutput)
            else:
                assign(gradient.resize_array(value._size), gradOutput.array)
        return self.gradInput
