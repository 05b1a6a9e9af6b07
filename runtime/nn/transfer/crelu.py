"""Rectified input and rectified negative input side by side (nn.CReLU)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..container import Sequential
from .mul_constant import MulConstant
from .relu import ReLU


@register("nn.CReLU")
class CReLU(Sequential):
    """output = (max(input, 0), max(-input, 0)), joined along the first of the `nInputDims` dimensions.

    The input may have one more dimension in front, the batch.
    """

    def __init__(self, nInputDims: int, inplace: bool | None = None) -> None:
        from ... import nn

        super().__init__()
        self.nInputDims = nInputDims
        self.inplace = bool(inplace)
        both = nn.ConcatTable()
        both.add(nn.Identity())
        both.add(MulConstant(-1))
        self.add(both)
        self.add(nn.JoinTable(2))
        self.add(ReLU(self.inplace))

    def _rows(self, tensor: Any, input: Any) -> Any:
        """`tensor`, which belongs to `input`, as a matrix with one row a sample."""
        return tensor.view(input._size[0] if self._batched(input) else 1, -1)

    def _batched(self, input: Any) -> bool:
        return len(input._size) == self.nInputDims + 1

    def updateOutput(self, input: Any) -> Any:
        super().updateOutput(self._rows(input, input))
        size = list(input._size)
        size[1 if self._batched(input) else 0] *= 2
        self.output._resize(tuple(size))
        return self.output

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        return self.updateGradInput(input, gradOutput)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        super().updateGradInput(self._rows(input, input), self._rows(gradOutput, input))
        self.gradInput._resize(input._size)
        return self.gradInput

    def __tostring__(self) -> str:
        return "CReLU()"
