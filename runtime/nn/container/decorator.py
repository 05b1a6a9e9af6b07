"""A module around one other module (nn.Decorator)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .container import Container

_DELEGATED = (
    "updateOutput",
    "updateGradInput",
    "accGradParameters",
    "accUpdateGradParameters",
    "sharedAccUpdateGradParameters",
    "__tostring__",
)


@register("nn.Decorator")
class Decorator(Container):
    """Does what its one module does; base of classes that change a little of it."""

    def __init__(self, module: Any = None) -> None:
        super().__init__()
        self.modules[1] = module

    def updateOutput(self, input: Any) -> Any:
        self.output = self.modules[1].updateOutput(input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self.modules[1].updateGradInput(input, gradOutput)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self.modules[1].accGradParameters(input, gradOutput, 1 if scale is None else scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self.modules[1].accUpdateGradParameters(input, gradOutput, lr)

    def sharedAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self.modules[1].sharedAccUpdateGradParameters(input, gradOutput, lr)

    def __tostring__(self) -> str:
        return f"{self._typename} @ {self.modules[1]!r}"

    @staticmethod
    def decorate(cls: Any) -> None:
        """Gives another class the methods of this one (for a second base class)."""
        for name in _DELEGATED:
            setattr(cls, name, getattr(Decorator, name))
