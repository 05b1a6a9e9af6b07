"""A recurrent module made of any module of {input, last output} (nn.Recurrence)."""

from __future__ import annotations

from typing import Any

from ...nn.module import Module
from ...nn.simple.common import given, require
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..module import HiddenStateMethods
from .abstract_recurrent import AbstractRecurrent
from .recurrence_steps import RecurrenceSteps


@register("nn.Recurrence")
class Recurrence(RecurrenceSteps, AbstractRecurrent):
    """output(t) = module({input(t), output(t-1)}), with zeros for output(0).

    `outputSize` is the size of one sample's output: a number, a list, or a table of such for outputs
    that are tables. `nInputDim` is the number of dimensions of one sample of the (first) input.
    """

    module: Any = None

    def __init__(self, recurrentModule: Any, outputSize: Any, nInputDim: int, rho: int | None = None) -> None:
        AbstractRecurrent.__init__(self, given(rho, 9999))
        self._set_sizes(outputSize, nInputDim)
        require(isinstance(recurrentModule, Module), "Expecting recurrenModule nn.Module for arg 3")
        self.recurrentModule = recurrentModule
        self.module = recurrentModule
        self.modules[1] = recurrentModule
        self.sharedClones[1] = recurrentModule
        self.typeTensor = Tensor()

    # States

    def getHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """{output of a step, states of recurrent modules inside}; of step 0 what the sequence starts from."""
        return Table([self._previous_output(step, input), HiddenStateMethods.getHiddenState(self, step)])

    def _previous_output(self, step: int, input: Any = None) -> Any:
        output = self.outputs.get(step)
        if step == 0:
            if input is not None:
                batch = self.getBatchSize(input)
                self.zeroTensor = self.recursiveResizeZero(self.zeroTensor, self.outputSize, batch)
            output = self.zeroTensor if output is None else output
            output = output if self.userPrevOutput is None else self.userPrevOutput
        return output

    def setHiddenState(self, step: Any, hiddenState: Any) -> None:
        require(isinstance(hiddenState, Table) and len(hiddenState) >= 1, "assertion failed!")
        self.outputs[step] = hiddenState.get(1)
        if given(hiddenState.get(2), None) is not None:
            HiddenStateMethods.setHiddenState(self, step, hiddenState[2])

    def getGradHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """{gradient by the output of a step, those of recurrent modules inside}."""
        return Table([self._next_gradient(step), HiddenStateMethods.getGradHiddenState(self, step)])

    def _next_gradient(self, step: int) -> Any:
        gradient = self.gradOutputs.get(step)
        if step == self.step - 1:
            gradient = self.zeroTensor if gradient is None else gradient
            gradient = gradient if self.userNextGradOutput is None else self.userNextGradOutput
        return gradient

    def setGradHiddenState(self, step: Any, gradHiddenState: Any) -> None:
        require(isinstance(gradHiddenState, Table) and len(gradHiddenState) >= 1, "assertion failed!")
        self.gradOutputs[step] = gradHiddenState.get(1)
        if given(gradHiddenState.get(2), None) is not None:
            HiddenStateMethods.setGradHiddenState(self, step, gradHiddenState[2])

    # Forward and backward

    def updateOutput(self, input: Any) -> Any:
        previous = self.getHiddenState(self.step - 1, input).get(1)
        return self._count_step(self._next_module().updateOutput(Table([input, previous])))
