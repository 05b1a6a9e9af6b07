"""Reverses a tensor along a dimension (nn.SeqReverseSequence)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.module import Module
from ...nn.simple.common import require
from ...registry import register


@register("nn.SeqReverseSequence")
class SeqReverseSequence(Module):
    """output is the input with the elements of dimension `dim` (1 to 3) in reverse order."""

    outputIndices: Any = None
    gradIndices: Any = None
    dim: int = 1

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        require(dim, "Must specify dimension to reverse sequence over")
        assert dim is not None
        require(dim <= 3, "Dimension has to be no greater than 3 (Only supports up to a 3D Tensor).")
        self.dim = dim

    def reverseOutput(self, input: Any) -> None:
        """Puts the input, reversed along its first dimension, into output."""
        _reverse(self.output, input, 1)

    def reverseGradOutput(self, gradOutput: Any) -> None:
        """Puts gradOutput, reversed along its first dimension, into gradInput."""
        _reverse(self.gradInput, gradOutput, 1)

    def updateOutput(self, input: Any) -> Any:
        _reverse(self.output, input, self.dim)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        _reverse(self.gradInput, gradOutput, self.dim)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            self.outputIndices = self.gradIndices = None
        return super().type(type, tensorCache)

    def clearState(self) -> None:
        self.output.set()
        self.gradInput.set()
        self.outputIndices = self.gradIndices = None


def _reverse(target: Any, source: Any, dim: int) -> None:
    if not 1 <= dim <= len(source._size):
        raise TorchError(f"out of range dimension {int(dim)}: the tensor has {len(source._size)}")
    backwards = (slice(None),) * (int(dim) - 1) + (slice(None, None, -1),)
    target.resize_array(source._size)[...] = source.array[backwards]
