"""The product of a table of tensors (nn.CMulTable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...table import Table
from .. import utils
from ..module import Module
from .arrays import arrays, fitted, reused


@register("nn.CMulTable")
class CMulTable(Module):
    """output = input[1] * input[2] * ..., element by element."""

    tout: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        x = arrays(input.array_values(), self)
        output = self.output.resize_array(x[0].shape)
        if len(x) == 1:
            output[...] = x[0]
            return self.output
        np.multiply(x[0], fitted(x[1], output.shape), out=output)
        for other in x[2:]:
            np.multiply(output, fitted(other, output.shape), out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = input.array_values()
        x, g = arrays(values), gradOutput.array
        for i, gradient in enumerate(reused(self.gradInput, values, type(values[0]))):
            target = gradient.resize_array(values[i]._size)
            others = [fitted(other, target.shape) for j, other in enumerate(x) if j != i]
            product = fitted(g, target.shape)
            if not others:
                target[...] = product
            for other in others:
                product = np.multiply(product, other, out=target)
        return self.gradInput

    def updateGradInput_efficient(self, input: Any, gradOutput: Any) -> Any:
        """The gradient by division of the output; wrong where an input is zero."""
        values = input.array_values()
        if self.tout is None:
            self.tout = type(values[0])()
        quotient = self.tout.resize_array(self.output._size)
        for value, gradient in zip(values, reused(self.gradInput, values, type(values[0]))):
            target = gradient.resize_array(value._size)
            with np.errstate(divide="ignore", invalid="ignore"):
                np.divide(self.output.array, fitted(value.array, quotient.shape), out=quotient)
                np.multiply(fitted(gradOutput.array, target.shape), fitted(quotient, target.shape), out=target)
        return self.gradInput

    def clearState(self) -> Any:
        utils.clear(self, "tout")
        return super().clearState()
