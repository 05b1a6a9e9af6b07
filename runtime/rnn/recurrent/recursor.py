"""Any module as a recurrent one (nn.Recursor)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import given
from ...registry import register
from ..module import max_bptt_step
from ..module.children import children
from .abstract_recurrent import AbstractRecurrent
from .recursor_steps import RecursorSteps


@register("nn.Recursor")
class Recursor(RecursorSteps, AbstractRecurrent):
    """Runs a clone of a module for each step; recurrent modules in it are shared by all steps."""

    module: Any = None

    def __init__(self, module: Any, rho: int | None = None) -> None:
        AbstractRecurrent.__init__(self, given(rho, 9999999))
        self.recurrentModule = module
        self.module = module
        self.modules[1] = module
        self.sharedClones[1] = module

    def _stepping_class(self) -> type:
        return Recursor

    def updateOutput(self, input: Any) -> Any:
        output = self._next_module().updateOutput(input)
        step = self.step
        self.outputs[step] = output
        self.output = output
        self.step = step + 1
        self.updateGradInputStep = None
        self.accGradParametersStep = None
        return output

    def maxBPTTstep(self, rho: int) -> None:
        self.rho = rho
        for module in children(self):
            max_bptt_step(module, rho)
