"""Gives the same output for every input (nn.Constant)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...storage import copy_into
from ...tensor import Tensor, TensorCore
from ..module import Module
from .common import require


@register("nn.Constant")
class Constant(Module):
    """output = `value` (a number or tensor); with `nInputDim`, once for each sample of a batch. gradInput is 0."""

    nInputDim: Any = None

    def __init__(self, value: Any, nInputDim: int | None = None) -> None:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        self.value = Tensor([value]) if number else value
        require(isinstance(self.value, TensorCore), "Expecting number or tensor at arg 1")
        self.nInputDim = nInputDim
        super().__init__()

    def updateOutput(self, input: Any) -> Any:
        batch = input._size[:1] if self.nInputDim and len(input._size) > self.nInputDim else ()
        copy_into(self.output.resize_array((*batch, *self.value._size)), self.value.array)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput.resize_array(input._size).fill(0)
        return self.gradInput
