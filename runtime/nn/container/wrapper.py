"""What the containers of one module share."""

from __future__ import annotations

from typing import Any

from .container import Container


class Wrapper(Container):
    """Base of containers that do what their first module does."""

    def updateOutput(self, input: Any) -> Any:
        self.output = self.modules[1].updateOutput(input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self.modules[1].updateGradInput(input, gradOutput)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self.modules[1].accGradParameters(input, gradOutput, 1 if scale is None else scale)
