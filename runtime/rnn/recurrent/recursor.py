"""Any module as a recurrent one (nn.Recursor)."""

from __future__ import annotations

from typing import Any

from ...nn.container.decorator import Decorator
from ...registry import register
from ..module import MemoryMethods, hidden, max_bptt_step, set_output_step
from ..module.children import children
from .abstract_recurrent import AbstractRecurrent


@register("nn.Recursor")
class Recursor(AbstractRecurrent):
    """Runs a clone of a module for each step; recurrent modules in it are shared by all steps."""

    module: Any = None

    def __init__(self, module: Any, rho: int | None = None) -> None:
        super().__init__(rho or 9999999)
        self.recurrentModule = module
        self.module = module
        self.modules[1] = module
        self.sharedClones[1] = module

    def updateOutput(self, input: Any) -> Any:
        output = self._next_module().updateOutput(input)
        step = self.step
        self.outputs[step] = output
        self.output = output
        self.step = step + 1
        self.updateGradInputStep = None
        self.accGradParametersStep = None
        return output

    def _updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        step = self._back_step()
        module = self.getStepModule(step)
        set_output_step(module, step)
        return module.updateGradInput(input, gradOutput)

    def _accGradParameters(self, input: Any, gradOutput: Any, scale: float | None) -> None:
        step = self._acc_step()
        module = self.getStepModule(step)
        set_output_step(module, step)
        module.accGradParameters(input, gradOutput, 1 if scale is None else scale)

    def forget(self, offset: Any = None) -> Any:
        super().forget()
        MemoryMethods.forget(self)
        return self

    def maxBPTTstep(self, rho: int) -> None:
        self.rho = rho
        for module in children(self):
            max_bptt_step(module, rho)

    def getHiddenState(self, *args: Any) -> Any:
        return hidden(self.modules[1], "getHiddenState", *args)

    def setHiddenState(self, *args: Any) -> Any:
        return hidden(self.modules[1], "setHiddenState", *args)

    def getGradHiddenState(self, *args: Any) -> Any:
        return hidden(self.modules[1], "getGradHiddenState", *args)

    def setGradHiddenState(self, *args: Any) -> Any:
        return hidden(self.modules[1], "setGradHiddenState", *args)

    __tostring__ = Decorator.__tostring__
