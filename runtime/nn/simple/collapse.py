"""Lays all dimensions of a sample behind each other (nn.Collapse)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..module import Module
from .common import buffer, copied


@register("nn.Collapse")
class Collapse(Module):
    """output = a view of the input as batch x elements, or as a vector if it has only `nInputDim` dimensions."""

    nInputDim: Any = None

    def __init__(self, nInputDim: int) -> None:
        super().__init__()
        self.nInputDim = nInputDim

    def updateOutput(self, input: Any) -> Any:
        source = input
        if not input.is_contiguous():
            source = buffer(self, "_input", input)
            copied(source, input)
        lead = input._size[:1] if len(input._size) > self.nInputDim else ()
        return self.output.view(source, *lead, -1)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        return self.gradInput.view(gradOutput, *input._size)

    def clearState(self) -> None:
        """Drops the buffer and returns nothing, as in Torch."""
        vars(self).pop("_input", None)
