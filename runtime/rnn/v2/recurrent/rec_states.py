"""Where the recurrent modules of torch/rnn keep their hidden states: by step, step 0 being the start state."""

from __future__ import annotations

from typing import Any

from ....nn.simple.common import require
from ....table import Table
from ....tensor import TensorCore
from ...recurrent.lstm_steps import zero_as
from ...recurrent.recurrent_steps import numbered
from .abstract_recurrent import AbstractRecurrent


class OneState(AbstractRecurrent):
    """The hidden state is the output, a tensor. `_zero` names the field that holds the zeros of step 0."""

    _zero = "zeroOutput"

    def _output_size(self) -> Any:
        raise NotImplementedError

    def initZeroTensor(self, input: Any = None) -> None:
        """Makes the zeros of step 0 as large as the input's batch."""
        if input is not None:
            batch = (input._size[0],) if len(input._size) == 2 else ()
            zero_as(getattr(self, self._zero), (*batch, self._output_size()))

    def getHiddenState(self, step: Any = None, input: Any = None) -> Any:
        """The output of a step (by default the last, negative ones count back); of step 0 what sequences start from."""
        step = numbered(step, self.step)
        if step != 0:
            return self.outputs.get(step)
        if self.startState is not None:
            self._check_start(input)
            return self.startState
        self.initZeroTensor(input)
        return getattr(self, self._zero)

    def _check_start(self, input: Any) -> None:
        """TorchError where the start state does not fit the input."""

    def setHiddenState(self, step: Any, hiddenState: Any) -> None:
        step = numbered(step, self.step)
        require(isinstance(hiddenState, TensorCore), "assertion failed!")
        if step == 0:
            self.setStartState(hiddenState)
        else:
            self.outputs[step] = hiddenState

    def getGradHiddenState(self, step: Any = None, input: Any = None) -> Any:
        """The gradient by the output of a step that the next one gave; of the last step zero, or one from outside."""
        step = numbered(step, self.updateGradInputStep or self.step)
        gradient = self.gradOutputs.get(step)
        if step == self.step - 1 and gradient is None:
            if self.startState is not None:
                self.initZeroTensor(input)
            return getattr(self, self._zero)
        return gradient

    def setGradHiddenState(self, step: Any, gradHiddenState: Any) -> None:
        step = numbered(step, self.updateGradInputStep or self.step)
        require(isinstance(gradHiddenState, TensorCore), "assertion failed!")
        self.gradOutputs[step] = gradHiddenState


class TwoStates(AbstractRecurrent):
    """The hidden state is {output, cell}."""

    hiddensize: Any

    def initZeroTensor(self, input: Any = None) -> None:
        """Makes the zeros of step 0 as large as the input's batch."""
        if input is not None:
            batch = (input._size[0],) if len(input._size) == 2 else ()
            zero_as(self.zeroOutput, (*batch, self.outputsize))
            zero_as(self.zeroCell, (*batch, self.hiddensize))

    def getHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """{output, cell} of a step (by default the last, negative ones count back); of step 0 the start state."""
        step = numbered(step, self.step)
        if step != 0:
            return Table([self.outputs.get(step), self.cells.get(step)])
        if self.startState is not None:
            output, cell = self.startState.get(1), self.startState.get(2)
            if input is not None and len(input._size) == 2:
                batch = input._size[0]
                require(output._size == (batch, self.outputsize), "assertion failed!")
                require(cell._size == (batch, self.hiddensize), "assertion failed!")
            return Table([output, cell])
        self.initZeroTensor(input)
        return Table([self.zeroOutput, self.zeroCell])

    def setHiddenState(self, step: Any, hiddenState: Any) -> None:
        step = numbered(step, self.step)
        require(isinstance(hiddenState, Table) and len(hiddenState) == 2, "assertion failed!")
        if step == 0:
            self.setStartState(hiddenState)
        else:
            self.outputs[step] = hiddenState.get(1)
            self.cells[step] = hiddenState.get(2)

    def getGradHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """The gradients by {output, cell} of a step; of the last step what came from outside, or zero."""
        if self.gradCells is None:
            self.gradCells = Table()
        step = numbered(step, self.updateGradInputStep or self.step)
        output, cell = self.gradOutputs.get(step), self.gradCells.get(step)
        if step == self.step - 1:
            if self.startState is not None:
                self.initZeroTensor(input)
            output = self.zeroOutput if output is None else output
            cell = self.zeroCell if cell is None else cell
        return Table([output, cell])

    def setGradHiddenState(self, step: Any, gradHiddenState: Any) -> None:
        step = numbered(step, self.updateGradInputStep or self.step)
        require(isinstance(gradHiddenState, Table) and len(gradHiddenState) == 2, "assertion failed!")
        self.gradOutputs[step] = gradHiddenState.get(1)
        self.gradCells[step] = gradHiddenState.get(2)
