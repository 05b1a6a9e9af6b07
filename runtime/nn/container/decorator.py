"""A module around one other module (nn.Decorator)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .wrapper import Wrapper

_DELEGATED = (
    "updateOutput",
    "updateGradInput",
    "accGradParameters",
    "accUpdateGradParameters",
    "sharedAccUpdateGradParameters",
    "__tostring__",
)


@register("nn.Decorator")
class Decorator(Wrapper):
    """Does what its one module does; base of classes that change a little of it."""

    def __init__(self, module: Any = None) -> None:
        super().__init__()
        self.modules[1] = module

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
