"""A stretch of a table (nn.NarrowTable)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from .. import utils
from ..clearing import let_go
from ..module import Module


@register("nn.NarrowTable")
class NarrowTable(Module):
    """output = {input[offset], ..., input[offset + length - 1]}; the others get zero gradients."""

    def __init__(self, offset: int | None = None, length: int | None = None) -> None:
        super().__init__()
        if offset is None:
            raise TorchError("nn.NarrowTable(offset, length)")
        self.offset = offset
        self.length = length or 1
        self.output = Table()
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        first, length = int(self.offset), int(self.length)
        for i in range(len(self.output), length, -1):
            self.output[i] = None
        for i in range(length):
            self.output[i + 1] = input.get(first + i)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        first, values = int(self.offset), input.array_values()
        for i, gradient in enumerate(gradOutput.array_values()):
            self.gradInput[first + i] = gradient
        for i, value in enumerate(values, 1):
            if not first <= i < first + int(self.length):
                zeros, _ = utils.recursiveResizeAs(self.gradInput.get(i), value)
                self.gradInput[i] = utils.recursiveFill(zeros, 0)
        for i in range(len(self.gradInput), len(values), -1):
            self.gradInput[i] = None
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.output, self.gradInput = Table(), Table()
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        return let_go(self)
