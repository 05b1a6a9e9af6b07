"""Soft maxima along the last dimension (nnx's nn.MultiSoftMax)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.checks import same_type
from ..nn.module import Module
from ..nn.transfer.class_axis import softmax, softmax_gradient
from ..registry import register
from ..tensor import Tensor


@register("nn.MultiSoftMax")
class MultiSoftMax(Module):
    """Softmax over the last dimension of a matrix or a 3-D tensor.

    For a matrix the passes fill output and gradInput, but give nothing back, as in nnx.
    """

    def __init__(self) -> None:
        super().__init__()
        for name in ("_input", "_output", "_gradInput", "_gradOutput"):
            setattr(self, name, Tensor())

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) not in (2, 3):
            raise TorchError("Only supports 2D or 3D inputs")
        same_type(self, self.output, input, "input")
        softmax(input.array, len(input._size) - 1, self.output.resize_array(input._size))
        return self.output if len(input._size) == 3 else None

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        into = self.gradInput.resize_array(input._size)
        softmax_gradient(self.output.array, gradOutput.array.reshape(into.shape), into.ndim - 1, into)
        return self.gradInput if len(input._size) == 3 else None
