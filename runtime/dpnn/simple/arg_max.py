"""Positions of maxima (nn.ArgMax)."""

from __future__ import annotations

from typing import Any

from ... import forks
from ...nn.module import Module
from ...nn.simple.common import index_buffer, require
from ...registry import register
from ...tensor import TENSORS, TensorCore


@register("nn.ArgMax")
class ArgMax(Module):
    """output = positions (from 1) of the maxima over dimension `dim` (1), which disappears.

    `dim` counts within a sample: an input of more than `nInputDim` dimensions is a batch. The output is a
    LongTensor (`asLong`, true by default), or of the module's type. gradInput is 0. Without `nInputDim` there are
    no batches; torch/rnn takes it as 1.
    """

    _indices: Any = None

    def __init__(self, dim: int | None = None, nInputDim: int | None = None, asLong: bool | None = None) -> None:
        super().__init__()
        self.dim = 1 if dim is None else dim
        self.nInputDim = (1 if forks.is_v2() else 9999) if nInputDim is None else nInputDim
        self.asLong = True if asLong is None else asLong
        if self.asLong:
            self.output = TENSORS["Long"]()

    def updateOutput(self, input: Any) -> Any:
        ndim = len(input._size)
        axis = int(self.dim) - (0 if ndim > self.nInputDim else 1)
        require(axis < ndim, f"bad argument #2 to '?' (dimension {axis + 1} out of range)")
        found = input.array.argmax(axis)
        shape = input._size[:axis] + (input._size[axis + 1 :] if ndim > 1 else (1,))
        self._indices = indices = index_buffer(self._indices, input)
        indices.resize_array((*input._size[:axis], 1, *input._size[axis + 1 :])).reshape(-1)[:] = found.reshape(-1) + 1
        self.output.resize_array(shape)[...] = indices.array.reshape(shape)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput.resize_array(input._size).fill(0)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Converts to `type`; positions stay LongTensors. Returns self in any case."""
        if type is not None and isinstance(self._indices, TensorCore):
            cuda = type.startswith("torch.Cuda")
            self._indices = self._indices.type("torch.CudaLongTensor" if cuda else "torch.LongTensor")
        indices, self._indices = self._indices, None
        super().type(type, tensorCache)
        self._indices = indices
        if self.asLong:
            self.output = TENSORS["Long"]()
        return self
