"""Repeats its input along a new dimension (nn.Replicate)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...printing import lua_tostring
from ...registry import register
from ..module import Module
from .common import require


@register("nn.Replicate")
class Replicate(Module):
    """output = the input `nf` times along a new dimension `dim` (1), without copying (stride 0).

    With `ndim` an input of more dimensions is a batch, and the new dimension comes one later.
    """

    dim: Any = None
    ndim: Any = None

    def __init__(self, nf: int, dim: int | None = 1, ndim: int | None = None) -> None:
        super().__init__()
        self.nfeatures = nf
        self.dim = 1 if dim is None else dim
        self.ndim = ndim
        require(self.dim > 0, "Can only replicate across positive integer dimensions.")

    def _axis(self, input: Any) -> int:
        return self.dim - 1 + (1 if self.ndim and len(input._size) > self.ndim else 0)

    def updateOutput(self, input: Any) -> Any:
        self.dim = self.dim or 1
        message = f"Not enough input dimensions to replicate along dimension {lua_tostring(self.dim)}."
        require(self.dim <= len(input._size) + 1, message)
        axis, size, stride = self._axis(input), input._size, input._stride
        sizes = (*size[:axis], int(self.nfeatures), *size[axis:])
        self.output._reshape(input._storage, input._offset, sizes, (*stride[:axis], 0, *stride[axis:]))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        np.sum(gradOutput.array, self._axis(input), out=self.gradInput.resize_array(input._size))
        return self.gradInput
