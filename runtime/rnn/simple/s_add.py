"""Adds a number, and negates (nn.SAdd)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...nn.module import Module
from ...registry import register


@register("nn.SAdd")
class SAdd(Module):
    """output = input + addend, or -(input + addend) with `negate`."""

    addend: float = 0
    negate: Any = None

    def __init__(self, addend: float, negate: bool | None = None) -> None:
        super().__init__()
        self.addend = addend
        self.negate = negate

    def updateOutput(self, input: Any) -> Any:
        output = self.output.resize_array(input._size)
        np.add(input.array, self.addend, out=output)
        if self.negate:
            negative(output, out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            self.gradInput = type(gradOutput)()
        gradient = self.gradInput.resize_array(gradOutput._size)
        if self.negate:
            negative(gradOutput.array, out=gradient)
        else:
            gradient[...] = gradOutput.array
        return self.gradInput
