"""Adds a dimension of size 1 (nn.Unsqueeze)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...printing import cformat, lua_tostring
from ...registry import register
from ...tensor import TensorCore
from .. import utils
from ..module import Module
from .common import require


@register("nn.Unsqueeze")
class Unsqueeze(Module):
    """output = a view of the input with a new dimension `pos` of size 1, counted within a sample.

    `numInputDims` is the number of dimensions of a sample (by default those of the first input).
    """

    numInputDims: Any = None

    def __init__(self, pos: int, numInputDims: int | None = None) -> None:
        super().__init__()
        if pos is None:
            raise TorchError("the position to insert singleton dim not specified")
        self.pos = pos
        self.setNumInputDims(numInputDims)

    def setNumInputDims(self, numInputDims: int | None) -> Any:
        """How many dimensions a single sample of the input has; returns self."""
        self.numInputDims = numInputDims
        return self

    def updateOutput(self, input: Any) -> Any:
        require(isinstance(input, TensorCore), "This module only works on tensor")
        utils.addSingletonDimension(self.output, input, self._getActualPosition(input))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        tensors = isinstance(input, TensorCore) and isinstance(gradOutput, TensorCore)
        require(tensors, "This module only works on tensor")
        require(input.nElement() == gradOutput.nElement(), "assertion failed!")
        return self.gradInput.view(gradOutput, *input._size)

    def _getActualPosition(self, input: Any) -> int:
        ndim = len(input._size)
        self.numInputDims = self.numInputDims or ndim
        before = ndim - self.numInputDims
        require(before >= 0, "input feature map dim (numInputDims) must be <= input:dim()")
        position = self.pos + before
        text = "Invalid position: %d. input:dim() is %d, input feature map dim (numInputDims) is %d."
        require(1 <= position <= ndim + 1, cformat(text, self.pos, ndim, self.numInputDims))
        return position

    def __tostring__(self) -> str:
        return f"{self._typename}(dim {lua_tostring(self.pos)})"
