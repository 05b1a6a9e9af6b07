"""A table of tensors put together along one dimension (nn.JoinTable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import argument_error
from ...registry import register
from ...storage import LongStorage
from ...table import Table
from ..module import Module
from .arrays import arrays, assign, axis_of, reused


@register("nn.JoinTable")
class JoinTable(Module):
    """Joins {a, b, ...} along `dimension`; with `nInputDims` a further dimension in front is the batch."""

    nInputDims: Any = None

    def __init__(self, dimension: int, nInputDims: int | None = None) -> None:
        super().__init__()
        self.size = LongStorage()
        self.dimension = dimension
        self.gradInput = Table()
        self.nInputDims = nInputDims

    def _getPositiveDimension(self, input: Any) -> int:
        return axis_of(self.dimension, self.nInputDims, len(input[1]._size)) + 1

    def updateOutput(self, input: Any) -> Any:
        x = arrays(input.array_values())
        if not x:
            return self.output
        shape = x[0].shape
        axis = axis_of(self.dimension, self.nInputDims, len(shape))
        if not 0 <= axis < len(shape):
            raise argument_error(2, "out of range")
        front, back = shape[:axis], shape[axis + 1 :]
        total = sum([a.shape[axis] for a in x])
        shape = (*front, total, *back)
        if self.output._size != shape:
            self.size = LongStorage(list(shape))
        output = self.output.resize_array(shape)
        if all(a.shape[:axis] == front and a.shape[axis + 1 :] == back for a in x):
            np.concatenate(x, axis=axis, out=output)
        else:
            for a, (start, end) in zip(x, _ranges(x, axis)):
                assign(output[(slice(None),) * axis + (slice(start, end),)], a)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = input.array_values()
        x, g = arrays(values), gradOutput.array
        axis = axis_of(self.dimension, self.nInputDims, x[0].ndim)
        before = (slice(None),) * axis
        for gradient, a, (start, end) in zip(reused(self.gradInput, values), x, _ranges(x, axis)):
            assign(gradient.resize_array(a.shape), g[before + (slice(start, end),)])
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.gradInput = Table()
        return super().type(type, tensorCache)


def _ranges(x: list, axis: int) -> list[tuple[int, int]]:
    """First and last+1 place of each array along the joined axis."""
    ranges, start = [], 0
    for a in x:
        ranges.append((start, start + a.shape[axis]))
        start += a.shape[axis]
    return ranges
