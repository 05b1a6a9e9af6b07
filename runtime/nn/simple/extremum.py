"""What Max and Min share: the extreme along one dimension and where it was."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import argument_error
from .. import utils
from ..module import Module
from .common import buffer, index_buffer
from .reduction import positive_dimension


class Extremum(Module):
    """Reduces dimension `dimension` (negative: from the end; one further with `nInputDims` if the input is a batch).

    `_indices` holds the positions found, counting from 1; the gradient goes there.
    """

    dimension: int = 1
    nInputDims: Any = None
    _indices: Any = None

    def __init__(self, dimension: int | None = 1, nInputDims: int | None = None) -> None:
        super().__init__()
        self.dimension = 1 if dimension is None else dimension
        self.nInputDims = nInputDims

    def _getPositiveDimension(self, input: Any) -> int:
        return positive_dimension(self, input)

    def _lazyInit(self) -> None:
        buffer(self, "_output", self.output)
        self._indices = index_buffer(self._indices, self.output)

    def _reduce(self, input: Any, find: Any) -> Any:
        """`find` is argmax or argmin."""
        self._lazyInit()
        dimension = self._getPositiveDimension(input)
        x, axis = input.array, dimension - 1
        if not 0 <= axis < len(input._size):
            raise argument_error(2, f"dimension {dimension} out of range")
        places = find(x, axis, keepdims=True)
        np.add(places, 1, out=self._indices.resize_array(places.shape))
        self._output.resize_array(places.shape)[...] = np.take_along_axis(x, places, axis)
        found = self._output.select(dimension, 1) if x.ndim > 1 else self._output
        self.output.set(found)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self._lazyInit()
        axis = self._getPositiveDimension(input) - 1
        gradient = self.gradInput.resize_array(input._size)
        gradient.fill(0)
        places = self._indices.array - 1
        np.put_along_axis(gradient, places, gradOutput.array.reshape(places.shape), axis)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self._indices = None
        super().type(type, tensorCache)
        return self

    def clearState(self) -> Any:
        utils.clear(self, "_indices", "_output")
        return super().clearState()
