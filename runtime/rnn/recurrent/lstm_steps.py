"""The steps of nn.LSTM, whatever package it is of: states, forward, backward."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import require
from ...table import Table
from ..fused.lstm_cell import LSTMCell
from .fusable_recurrent import FusableRecurrent
from .lstm_gates import LSTMGates
from .recurrent_steps import numbered


class LSTMStates(FusableRecurrent):
    """Steps of modules of {input, output(t-1), cell(t-1)} that give {output(t), cell(t)}.

    A subclass says by its four methods of (grad) hidden states, tables of two, where these are kept.
    """

    cell: Any = None

    # Forward and backward

    def _run_modules(self, input: Any) -> Any:
        previous = self.getHiddenState(self.step - 1, input).array_values()
        output, cell = self._next_module().updateOutput(Table([input, *previous])).array_values()
        return self._keep_states(output, cell)

    def _keep_states(self, output: Any, cell: Any) -> Any:
        self.cells[self.step] = cell
        self.cell = cell
        return self._count_step(output)

    def _modules_back(self, step: int, input: Any, gradOutput: Any) -> Any:
        module = self.getStepModule(step)
        gradNext, gradCell = self._gradients_after(step)
        gradient = self._summed_gradient(step, gradNext, gradOutput)
        given = Table([input, *self._states_before(step)])
        gradInput = module.updateGradInput(given, Table([gradient, gradCell]))
        self._keep_gradients(step - 1, gradInput.get(2), gradInput.get(3))
        return gradInput[1]

    def _modules_accumulate(self, step: int, input: Any, gradOutput: Any, scale: float) -> None:
        module = self.getStepModule(step)
        given = Table([input, *self._states_before(step)])
        gradients = self.getGradHiddenState(step)
        own = self._gradOutputs.get(step)
        if own is not None:
            gradients[1] = own
        module.accGradParameters(given, gradients, scale)

    def _states_before(self, step: int, input: Any = None) -> tuple:
        state = self.getHiddenState(step - 1) if input is None else self.getHiddenState(step - 1, input)
        return state.get(1), state.get(2)

    def _gradients_after(self, step: int) -> tuple:
        gradients = self.getGradHiddenState(step, self.outputs.get(step))
        require(len(gradients) == 2, "assertion failed!")
        return gradients[1], gradients[2]

    def _keep_gradients(self, step: int, *gradients: Any) -> None:
        self.setGradHiddenState(step, Table(gradients))


class LSTMSteps(LSTMGates, LSTMStates):
    """A sequence starts from zeros, or from the fields `userPrevOutput` and `userPrevCell`."""

    userPrevOutput: Any = None
    userNextGradOutput: Any = None
    userPrevCell: Any = None
    userNextGradCell: Any = None
    userGradPrevOutput: Any = None
    userGradPrevCell: Any = None
    inputSize: Any
    outputSize: Any

    # States

    def getHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """{output, cell} of a step; of step 0 what the sequence starts from."""
        step = numbered(step, self.step)
        output, cell = self.outputs.get(step), self.cells.get(step)
        if step == 0:
            output = self.zeroTensor if output is None else output
            cell = self.zeroTensor if cell is None else cell
            output = output if self.userPrevOutput is None else self.userPrevOutput
            cell = cell if self.userPrevCell is None else self.userPrevCell
            if input is not None:
                batch = (input._size[0],) if len(input._size) == 2 else ()
                zero_as(self.zeroTensor, (*batch, self.outputSize))
        return Table([output, cell])

    def setHiddenState(self, step: Any, hiddenState: Any) -> None:
        step = numbered(step, self.step)
        require(isinstance(hiddenState, Table) and len(hiddenState) == 2, "assertion failed!")
        self.outputs[step] = hiddenState.get(1)
        self.cells[step] = hiddenState.get(2)

    def getGradHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """The gradients by {output, cell} of a step; of the last step what came from outside, or zero."""
        if self.gradOutputs is None:
            self.gradOutputs = Table()
        if self.gradCells is None:
            self.gradCells = Table()
        step = numbered(step, self.updateGradInputStep or self.step)
        output, cell = self.gradOutputs.get(step), self.gradCells.get(step)
        if step == self.step - 1:
            output = self.zeroTensor if output is None else output
            cell = self.zeroTensor if cell is None else cell
            output = output if self.userNextGradOutput is None else self.userNextGradOutput
            cell = cell if self.userNextGradCell is None else self.userNextGradCell
        return Table([output, cell])

    def setGradHiddenState(self, step: Any, gradHiddenState: Any) -> None:
        step = numbered(step, self.updateGradInputStep or self.step)
        require(isinstance(gradHiddenState, Table) and len(gradHiddenState) == 2, "assertion failed!")
        self.gradOutputs[step] = gradHiddenState.get(1)
        self.gradCells[step] = gradHiddenState.get(2)

    # The step as a whole

    def _pattern(self) -> str:
        return _PEEPHOLES if self.cell2gate else _PLAIN

    def _make_cell(self, modules: list[Any], scratch: Any) -> Any:
        return LSTMCell(modules, scratch)

    # Buffers

    def clearState(self) -> Any:
        self.zeroTensor.set()
        for name in ("userPrevOutput", "userPrevCell", "userGradPrevOutput", "userGradPrevCell"):
            tensor = getattr(self, name)
            if tensor is not None:
                tensor.set()
        return super().clearState()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            self.forget()
            self.clearState()
            self.zeroTensor = self.zeroTensor.type(type)
        return super().type(type, tensorCache)


def zero_as(tensor: Any, size: tuple[int, ...]) -> None:
    """Makes a tensor one of zeros of this size."""
    tensor.resize_array(tuple([int(n) for n in size])).fill(0)


def _described(head: str, tail: str) -> str:
    """What recognition makes of a step; gates begin with `head`, their maps end with `tail`."""
    maps = "Sequential(Dropout[0] Linear) Sequential(Dropout[0] LinearNoBias)"
    gate = f"Sequential({head}ParallelTable({maps}{tail}) CAddTable Sigmoid)"
    hidden = f"Sequential(NarrowTable[1, 2] ParallelTable({maps}) CAddTable Tanh)"
    forget = f"Sequential(ConcatTable({gate} SelectTable[3]) CMulTable)"
    input = f"Sequential(ConcatTable({gate} {hidden}) CMulTable)"
    cell = f"Sequential(ConcatTable({forget} {input}) CAddTable)"
    output = f"Sequential(ConcatTable({gate} Sequential(SelectTable[3] Tanh)) CMulTable)"
    return f"Sequential(ConcatTable(NarrowTable[1, 2] {cell}) FlattenTable ConcatTable({output} SelectTable[3]))"


_PEEPHOLES = _described("", " CMul")
_PLAIN = _described("NarrowTable[1, 2] ", "")
