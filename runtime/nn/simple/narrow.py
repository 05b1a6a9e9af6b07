"""A range of slices of a dimension (nn.Narrow)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ..module import Module
from .common import copied, from_end


@register("nn.Narrow")
class Narrow(Module):
    """output = a copy of `length` (1) slices of `dimension` from `offset` on.

    A negative length counts from the end (-1: to the last slice); a negative offset takes the first
    size - length slices, as Torch does.
    """

    def __init__(self, dimension: int, offset: int, length: int | None = 1) -> None:
        super().__init__()
        self.dimension = dimension
        self.index = offset
        self.length = 1 if length is None else length
        if dimension is None or offset is None:
            raise TorchError("nn.Narrow(dimension, offset, length)")

    def _part(self, tensor: Any, input: Any) -> Any:
        """The slices of `tensor`, which has the sizes of `input`."""
        dimension = from_end(self.dimension, len(input._size))
        length, index, size = self.length, self.index, input.size(dimension)
        if length < 0:
            length = size - index + length + 2
        if index < 0:
            index, length = 1, size - length
        return tensor.narrow(dimension, index, length)

    def updateOutput(self, input: Any) -> Any:
        part = self._part(input, input)
        self.output = self.output.typeAs(part)
        copied(self.output, part)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self.gradInput.typeAs(input)
        self.gradInput.resize_array(input._size).fill(0)
        self._part(self.gradInput, input).copy(gradOutput)
        return self.gradInput
