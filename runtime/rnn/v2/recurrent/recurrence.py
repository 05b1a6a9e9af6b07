"""A recurrent module made of any module of {input, last output} (nn.Recurrence of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ....nn import utils
from ....nn.simple.common import given, require
from ....table import Table
from ....tensor import Tensor
from ...module import HiddenStateMethods
from ...recurrent.recurrence_steps import RecurrenceSteps
from ...recurrent.recurrent_steps import numbered
from ..declare import recurrent
from .abstract_recurrent import AbstractRecurrent


@recurrent("nn.Recurrence")
class Recurrence(RecurrenceSteps, AbstractRecurrent):
    """output(t) = module({input(t), output(t-1)}), with zeros, or the start state, for output(0).

    `outputSize` is the size of one sample's output: a number, a list, or a table of such for outputs
    that are tables. `nInputDim` is the number of dimensions of one sample of the (first) input.
    """

    _prevOutput: Any = None

    def __init__(self, stepmodule: Any, outputSize: Any = None, nInputDim: int | None = None) -> None:
        AbstractRecurrent.__init__(self, stepmodule)
        self._set_sizes(outputSize, nInputDim)
        self.typeTensor = Tensor()

    # States

    def _zeros(self, input: Any) -> Any:
        batch = self.getBatchSize(input)
        self.zeroTensor = self.recursiveResizeZero(self.zeroTensor, self.outputSize, batch)
        return self.zeroTensor

    def getHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """{output of a step, states of recurrent modules inside}; of step 0 what the sequence starts from."""
        step = numbered(step, self.step)
        if step != 0:
            output = self.outputs.get(step)
        elif self.startState is not None:
            output = self.startState
        else:
            if input is not None:
                self._zeros(input)
            output = self.outputs.get(step)
            output = self.zeroTensor if output is None else output
        return Table([output, HiddenStateMethods.getHiddenState(self, step)])

    def setHiddenState(self, step: Any, hiddenState: Any) -> None:
        step = numbered(step, self.step)
        require(isinstance(hiddenState, Table) and len(hiddenState) >= 1, "assertion failed!")
        if step == 0:
            self.setStartState(hiddenState.get(1))
        else:
            self.outputs[step] = hiddenState.get(1)
        if given(hiddenState.get(2), None) is not None:
            HiddenStateMethods.setHiddenState(self, step, hiddenState[2])

    def getGradHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """{gradient by the output of a step, those of recurrent modules inside}."""
        step = numbered(step, self.updateGradInputStep or self.step)
        gradient = self.gradOutputs.get(step)
        if step == self.step - 1 and gradient is None:
            gradient = self.zeroTensor if self.startState is None else self._zeros(input)
        return Table([gradient, HiddenStateMethods.getGradHiddenState(self, step)])

    def setGradHiddenState(self, step: Any, gradHiddenState: Any) -> None:
        step = numbered(step, self.updateGradInputStep or self.step)
        require(isinstance(gradHiddenState, Table) and len(gradHiddenState) >= 1, "assertion failed!")
        self.gradOutputs[step] = gradHiddenState.get(1)
        if given(gradHiddenState.get(2), None) is not None:
            HiddenStateMethods.setGradHiddenState(self, step, gradHiddenState[2])

    # Forward

    def _updateOutput(self, input: Any) -> Any:
        previous = self.getHiddenState(self.step - 1, input).get(1)
        if self.train is False:  # the module may be about to overwrite its own last output
            self._prevOutput = previous = utils.recursiveCopy(self._prevOutput, previous)[0]
        return self._next_module().updateOutput(Table([input, previous]))

    _lua_methods = {"_updateOutput": _updateOutput}
