"""Picks slices by number (nn.Index)."""

from __future__ import annotations

from typing import Any

from ...errors import argument_error
from ...registry import register
from ...table import Table
from ..module import Module
from .rows import add_rows, checked_rows


@register("nn.Index")
class Index(Module):
    """input is {tensor, indices}; output = the slices of `dimension` with these numbers (from 1)."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.dimension = dimension
        self.gradInput = Table([self.gradInput, type(self.gradInput)()])

    def _rows(self, tensor: Any, indices: Any) -> tuple[int, Any]:
        axis = int(self.dimension) - 1
        if len(indices._size) != 1:
            raise argument_error(3, "Index is supposed to be a vector")
        if not 0 <= axis < len(tensor._size):
            raise argument_error(4, f"Indexing dim {axis + 1} is out of bounds of tensor")
        return axis, checked_rows(indices.array, tensor._size[axis], "index out of range")

    def updateOutput(self, input: Any) -> Any:
        tensor, indices = input[1], input[2]
        axis, rows = self._rows(tensor, indices)
        size = (*tensor._size[:axis], len(rows), *tensor._size[axis + 1 :])
        tensor.array.take(rows, axis, out=self.output.resize_array(size), mode="clip")
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        tensor, indices = input[1], input[2]
        axis, rows = self._rows(tensor, indices)
        self.gradInput[2].resize_array(indices._size).fill(0)
        gradient = self.gradInput[1].resize_array(tensor._size)
        gradient.fill(0)
        add_rows(gradient.swapaxes(0, axis), rows, gradOutput.array.swapaxes(0, axis))
        return self.gradInput

    def clearState(self) -> Any:
        self.gradInput[1].set()
        self.gradInput[2].set()
        self.output.set()
        return self
