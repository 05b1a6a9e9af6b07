"""One slice of a dimension (nn.Select)."""

from __future__ import annotations

from typing import Any

from ...errors import argument_error
from ...registry import register
from ...tensor import TensorCore
from ..module import Module
from .common import copied, from_end


@register("nn.Select")
class Select(Module):
    """output = a copy of slice number `index` of `dimension`; both may be negative: from the end."""

    def __init__(self, dimension: int, index: int) -> None:
        super().__init__()
        self.dimension = dimension
        self.index = index

    def _slice(self, tensor: Any, input: Any) -> Any:
        dimension = from_end(self.dimension, len(input._size))
        part = tensor.select(dimension, from_end(self.index, input.size(dimension)))
        if not isinstance(part, TensorCore):
            raise argument_error(2, f"{tensor.typename} expected, got number")
        return part

    def updateOutput(self, input: Any) -> Any:
        copied(self.output, self._slice(input, input))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput.resize_array(input._size).fill(0)
        self._slice(self.gradInput, input).copy(gradOutput)
        return self.gradInput
