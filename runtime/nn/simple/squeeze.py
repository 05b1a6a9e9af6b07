"""Drops dimensions of size 1 (nn.Squeeze)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...tensor import TensorCore
from ..module import Module
from .common import require


@register("nn.Squeeze")
class Squeeze(Module):
    """output = a view of the input without dimension `dim` (all of size 1 by default).

    With `numInputDims` an input of one dimension more is a batch, whose dimension stays.
    """

    dim: Any = None
    numInputDims: Any = None

    def __init__(self, dim: int | None = None, numInputDims: int | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.setNumInputDims(numInputDims)

    def setNumInputDims(self, numInputDims: int | None) -> Any:
        """How many dimensions a single sample of the input has; returns self."""
        self.numInputDims = numInputDims
        return self

    def updateOutput(self, input: Any) -> Any:
        require(isinstance(input, TensorCore), "Squeeze only works on tensors")
        dim, batch_of_one = self.dim, False
        if self.numInputDims and len(input._size) == self.numInputDims + 1:
            if dim:
                dim += 1
            else:
                batch_of_one = input.size(1) == 1
        self.output.set(input.squeeze(dim) if dim else input._squeezed())
        if batch_of_one:
            self.output.set(self.output.view(1, *self.output._size))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        tensors = isinstance(input, TensorCore) and isinstance(gradOutput, TensorCore)
        require(tensors, "Squeeze only works on tensors")
        require(input.nElement() == gradOutput.nElement(), "assertion failed!")
        return self.gradInput.set(gradOutput.view(*input._size))
