"""Class numbers as vectors with one 1 (nn.OneHot)."""

from __future__ import annotations

from typing import Any

from ... import backend
from ...registry import register
from ..module import Module
from .rows import checked_rows


@register("nn.OneHot")
class OneHot(Module):
    """output has one dimension more than the input, of `outputSize`: 1 at the class (from 1), 0 elsewhere.

    A number gives a vector. gradInput is 0.
    """

    def __init__(self, outputSize: int) -> None:
        super().__init__()
        self.outputSize = outputSize

    def updateOutput(self, input: Any) -> Any:
        number = isinstance(input, (int, float))
        count = int(self.outputSize)
        output = self.output.resize_array((*(() if number else input._size), count))
        output.fill(0)
        xp = backend.get_array_module(output)
        classes = xp.full(1, input) if number else input.array.reshape(-1)
        places = checked_rows(classes, count, "Invalid index in scatter")
        output.reshape(-1)[places + xp.arange(0, output.size, count)] = 1
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if isinstance(input, (int, float)):
            return 0
        self.gradInput.resize_array(input._size).fill(0)
        return self.gradInput

    def clearState(self) -> None:
        """Drops the buffers and returns nothing, as in Torch."""
        vars(self).pop("_single", None)
        vars(self).pop("_input", None)

    def type(self, type: str | None = None, typecache: Any = None) -> Any:
        self.clearState()
        return super().type(type, typecache)
