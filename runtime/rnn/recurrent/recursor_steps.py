"""The steps of nn.Recursor, whatever package it is of; and whole sequences, layer by layer."""

from __future__ import annotations

from typing import Any

from ...nn.container.decorator import Decorator
from ..fused import stack
from ..fused.recognition import keeps_methods
from ..module import MemoryMethods, hidden, set_output_step
from ..steps import step_count, steps_of
from .recurrent_steps import RecurrentSteps

_METHODS = (
    *("updateOutput", "updateGradInput", "accGradParameters", "_updateGradInput", "_accGradParameters"),
    *("getStepModule", "recycle"),
)


class RecursorSteps(RecurrentSteps):
    """Runs a clone of a module for each step; recurrent modules in it are shared by all steps."""

    def _stepping_class(self) -> type:
        """The class whose methods a sequence may go around."""
        raise NotImplementedError

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

    # A sequence at once, for sequencers: layer by layer

    def _by_layers(self) -> bool:
        """Whether a sequence may go through the net layer by layer."""
        return (
            self.train is not False
            and keeps_methods(self, self._stepping_class(), _METHODS)
            and stack.can_run(self.recurrentModule)
        )

    def _run_sequence(self, sequence: Any) -> list[Any] | None:
        """The outputs of all steps of a sequence; None where it must go step by step."""
        if not self._by_layers():
            return None
        first, modules, steps = self.step, [], steps_of(sequence)
        try:
            for _ in steps:
                modules.append(self._next_module())
                self.step += 1
            outputs = stack.forward(modules, steps)
        except Exception:
            self.step = first
            raise
        for step, output in enumerate(outputs, first):
            self.outputs[step] = output
        self.output = outputs[-1]
        self.updateGradInputStep = self.accGradParametersStep = None
        return outputs

    def _back_sequence(self, sequence: Any, gradients: Any) -> list[Any] | None:
        """The gradients by the inputs of all steps; None where they must go step by step."""
        count, last = step_count(sequence, ""), self.updateGradInputStep or self.step
        first = last - count
        if first < 1 or not self._by_layers():
            return None
        modules = [self.getStepModule(step) for step in range(first, last)]
        results = stack.backward(modules, steps_of(sequence), steps_of(gradients), first)
        set_output_step(modules[0], first)
        for step, result in enumerate(results, first):
            self.gradInputs[step] = result
        self.updateGradInputStep = first
        self.gradInput = results[0]
        return results

    def _accumulate_sequence(self, sequence: Any, gradients: Any, scale: float) -> bool:
        """Adds the gradients by the parameters at all steps; False where they must go step by step."""
        count, last = step_count(sequence, ""), self.accGradParametersStep or self.step
        first = last - count
        if first < 1 or self.updateGradInputStep is None or self.updateGradInputStep > first or not self._by_layers():
            return False
        modules = [self.getStepModule(step) for step in range(first, last)]
        stack.accumulate(modules, steps_of(sequence), steps_of(gradients), first, scale)
        set_output_step(modules[0], first)
        self.accGradParametersStep = first
        return True

    def forget(self, offset: Any = None) -> Any:
        super().forget()
        MemoryMethods.forget(self)
        return self

    def getHiddenState(self, *args: Any) -> Any:
        return hidden(self.modules[1], "getHiddenState", *args)

    def setHiddenState(self, *args: Any) -> Any:
        return hidden(self.modules[1], "setHiddenState", *args)

    def getGradHiddenState(self, *args: Any) -> Any:
        return hidden(self.modules[1], "getGradHiddenState", *args)

    def setGradHiddenState(self, *args: Any) -> Any:
        return hidden(self.modules[1], "setGradHiddenState", *args)

    __tostring__ = Decorator.__tostring__

    _lua_methods = {"_updateGradInput": _updateGradInput, "_accGradParameters": _accGradParameters}
