"""A layer made of functions (nnx's nn.FunctionWrapper)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..nn.module import Module
from ..registry import register


@register("nn.FunctionWrapper")
class FunctionWrapper(Module):
    """Puts out what ``updateOutput(self, input)`` and ``updateGradInput(self, input, gradOutput)`` give.

    `init(self)` sets its first fields.
    """

    def __init__(self, init: Callable, updateOutput: Callable, updateGradInput: Callable) -> None:
        init(self)
        self.fn_updateOutput = updateOutput
        self.fn_updateGradInput = updateGradInput

    def updateOutput(self, input: Any) -> Any:
        self.output = self.fn_updateOutput(self, input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self.fn_updateGradInput(self, input, gradOutput)
        return self.gradInput
