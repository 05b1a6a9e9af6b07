"""A sequence in reverse order (nn.ReverseSequence)."""

from __future__ import annotations

from typing import Any

from ....nn.module import Module
from ....nn.simple.common import require
from ....table import Table
from ....tensor import Tensor, TensorCore
from ..declare import torch_rnn


@torch_rnn("nn.ReverseSequence")
class ReverseSequence(Module):
    """output is the input, a tensor (steps first) or a table of steps, from its last step to its first."""

    def updateOutput(self, input: Any) -> Any:
        self.output = _reversed(self.output, input, "Expecting table or tensor at arg 1")
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        same = isinstance(gradOutput, TensorCore) == isinstance(input, TensorCore)
        require(same, "Expecting table or tensor at arg 2")
        self.gradInput = _reversed(self.gradInput, gradOutput, "Expecting table or tensor at arg 2")
        return self.gradInput

    def clearState(self) -> None:
        self.output = Tensor()
        self.gradInput = Tensor()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return super().type(type, tensorCache)


def _reversed(target: Any, sequence: Any, text: str) -> Any:
    """The steps in reverse order, in `target` if that is of the same kind."""
    if isinstance(sequence, TensorCore):
        target = target if isinstance(target, TensorCore) else type(sequence)()
        target.resize_array(sequence._size)[...] = sequence.array[::-1]
        return target
    require(isinstance(sequence, Table), text)
    target = target if isinstance(target, Table) else Table()
    values = sequence.array_values()[::-1]
    for i in range(len(target), len(values), -1):
        target[i] = None
    for i, value in enumerate(values, 1):
        target[i] = value
    return target
