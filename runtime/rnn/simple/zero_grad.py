"""rnn's own gradient of nn.ZeroGrad."""

from __future__ import annotations

from typing import Any

from ..recursive import recursive_zero


class ZeroGradOfRnn:
    """The zeros take the sizes of gradOutput, a tensor or a table."""

    def updateOutput(self: Any, input: Any) -> Any:
        return self.output.set(input)

    def updateGradInput(self: Any, input: Any, gradOutput: Any) -> Any:
        self.gradInput = recursive_zero(self.gradInput, gradOutput)
        return self.gradInput
