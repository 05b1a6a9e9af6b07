"""A loss after modules for input and target (nn.ModuleCriterion)."""

from __future__ import annotations

from typing import Any

from ... import console
from ...registry import register
from .criterion import Criterion, loss_of


@register("nn.ModuleCriterion")
class ModuleCriterion(Criterion):
    """criterion(inputModule(input), targetModule(target)); both modules are optional.

    type() leaves targetModule as it is if `castTarget` is false.
    """

    inputModule: Any = None
    targetModule: Any = None
    input: Any = None
    target: Any = None

    def __init__(
        self, criterion: Any, inputModule: Any = None, targetModule: Any = None, castTarget: bool | None = None
    ) -> None:
        self.inputModule = inputModule
        self.targetModule = targetModule
        self.castTarget = True if castTarget is None else castTarget
        if inputModule is not None:
            found = inputModule.parameters()
            if found is not None and found[0] is not None and len(found[0]) > 0:
                console.lua_print("Warning: nn.ModuleCriterion doesn't support parameter updates")
        self.criterion = criterion

    def _given(self, input: Any, target: Any) -> tuple[Any, Any]:
        """What the criterion gets: the modules' outputs of the last forward where there are modules."""
        return input if self.input is None else self.input, target if self.target is None else self.target

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        if self.inputModule is not None:
            self.input = self.inputModule.forward(input)
        if self.targetModule is not None:
            self.target = self.targetModule.forward(target)
        self.output = loss_of(self.criterion.forward(*self._given(input, target)))
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        self.gradInput = self.criterion.backward(*self._given(input, target))
        if self.inputModule is not None:
            self.gradInput = self.inputModule.backward(input, self.gradInput)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if self.inputModule is not None:
            self.inputModule.type(type, tensorCache)
        if self.castTarget and self.targetModule is not None:
            self.targetModule.type(type, tensorCache)
        self.criterion.type(type, tensorCache)
        return super().type(type, tensorCache)
