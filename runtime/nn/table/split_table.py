"""A tensor taken apart along one dimension (nn.SplitTable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import argument_error
from ...registry import register
from ...table import Table
from ..module import Module
from .arrays import axis_of


@register("nn.SplitTable")
class SplitTable(Module):
    """The slices of the input along `dimension`, as a table of views (of a vector: numbers).

    With `nInputDims` a further dimension in front is the batch.
    """

    nInputDims: Any = None

    def __init__(self, dimension: int, nInputDims: int | None = None) -> None:
        super().__init__()
        self.dimension = dimension
        self.nInputDims = nInputDims

    def _axis(self, input: Any) -> int:
        axis = axis_of(self.dimension, self.nInputDims, len(input._size))
        if not 0 <= axis < len(input._size):
            raise argument_error(2, f"dimension {axis + 1} out of range of {len(input._size)}D tensor")
        return axis

    def _getPositiveDimension(self, input: Any) -> int:
        return self._axis(input) + 1

    def updateOutput(self, input: Any) -> Any:
        axis = self._axis(input)
        size, stride, offset = input._size, input._stride, input._offset
        if len(size) == 1:
            self.output = Table(input.tolist())
            return self.output
        shape, strides = size[:axis] + size[axis + 1 :], stride[:axis] + stride[axis + 1 :]
        make, storage, step = input.make, input._storage, stride[axis]
        self.output = Table([make(storage, offset + i * step, shape, strides) for i in range(size[axis])])
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        axis = self._axis(input)
        target = self.gradInput.resize_array(input._size)
        gradients = gradOutput.array_values()[: input._size[axis]]
        if len(gradients) < input._size[axis]:
            raise argument_error(2, f"{input._size[axis]} gradients expected, got {len(gradients)}")
        np.stack([getattr(g, "array", g) for g in gradients], axis=axis, out=target)
        return self.gradInput
