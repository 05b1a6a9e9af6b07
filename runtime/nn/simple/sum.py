"""Sums over a dimension (nn.Sum)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .. import utils
from ..module import Module
from .common import require
from .reduction import positive_dimension


@register("nn.Sum")
class Sum(Module):
    """output = input summed (`sizeAverage`: averaged) over a dimension, which disappears (`squeeze`: true).

    `dimension` may be negative: from the end. With `nInputDims` an input of one dimension more is a batch.
    """

    dimension: int = 1
    nInputDims: Any = None
    sizeAverage: Any = None
    squeeze: Any = None

    def __init__(
        self,
        dimension: int | None = 1,
        nInputDims: int | None = None,
        sizeAverage: bool | None = None,
        squeeze: bool | None = None,
    ) -> None:
        super().__init__()
        self.dimension = 1 if dimension is None else dimension
        self.nInputDims = nInputDims
        self.sizeAverage = sizeAverage or False
        require(squeeze is None or isinstance(squeeze, bool), "squeeze has to be true/false")
        self.squeeze = True if squeeze is None else squeeze

    def _getPositiveDimension(self, input: Any) -> int:
        dimension = positive_dimension(self, input)
        require(len(input._size) >= dimension, "dimension exceeds input dimensions")
        return dimension

    def updateOutput(self, input: Any) -> Any:
        axis = self._getPositiveDimension(input) - 1
        if isinstance(self.output, (int, float)):
            self.output = type(input)()
        size = input._size
        kept = (*size[:axis], 1, *size[axis + 1 :])
        squeeze = self.squeeze is not False and len(size) > 1
        output = self.output.resize_array(size[:axis] + size[axis + 1 :] if squeeze else kept)
        np.sum(input.array, axis, out=output, keepdims=not squeeze)
        if self.sizeAverage:
            output /= size[axis]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        axis = self._getPositiveDimension(input) - 1
        size = input._size
        gradient = self.gradInput.resize_array(size)
        gradient[...] = gradOutput.array.reshape(*size[:axis], 1, *size[axis + 1 :])
        if self.sizeAverage:
            gradient /= size[axis]
        return self.gradInput

    def clearState(self) -> Any:
        utils.clear(self, "_gradOutput")
        return super().clearState()
