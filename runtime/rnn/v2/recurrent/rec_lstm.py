"""Long short-term memory, one step a call (nn.RecLSTM)."""

from __future__ import annotations

from typing import Any

from ....nn.simple.common import require
from ....table import Table
from ....tensor import Tensor
from ...fused.step_cells import StepLSTMCell
from ...names import is_type_of
from ...recurrent.lstm_steps import LSTMStates
from ..declare import is_true, torch_rnn
from ..step.step_lstm import StepLSTM
from ..step.step_module import mask_steps, sizes_text
from .fusable import Fusable
from .rec_states import TwoStates


@torch_rnn("nn.RecLSTM")
class RecLSTM(Fusable, LSTMStates, TwoStates):
    """Batches of inputsize values in, outputsize each out; with hiddensize cells that are projected if both are given.

    The step is an nn.StepLSTM. Sequences start from zeros, or from what `setStartState{output, cell}` says.
    """

    weightO: Any = None

    def __init__(self, inputsize: int, hiddensize: int | None = None, outputsize: int | None = None) -> None:
        step = StepLSTM(inputsize, hiddensize, outputsize)
        super().__init__(step)
        self.inputsize, self.hiddensize, self.outputsize = step.inputsize, step.hiddensize, step.outputsize
        self.cells = Table()
        self.gradCells = Table()
        self.zeroOutput = Tensor()
        self.zeroCell = Tensor()

    def maskZero(self, v1: Any = None) -> Any:
        require(is_type_of(self.modules[1], "nn.StepLSTM"), "assertion failed!")
        return mask_steps(self, v1)

    def _updateOutput(self, input: Any) -> Any:
        require(len(input._size) == 2, "RecLSTM expecting batchsize x inputsize tensor (Only supports batchmode)")
        previous = self.getHiddenState(self.step - 1, input).array_values()
        output, cell = self._next_module().updateOutput(Table([input, *previous])).array_values()
        self.cells[self.step] = cell
        self.cell = cell
        return output

    _lua_methods = {"_updateOutput": _updateOutput}

    def _pattern(self) -> str:
        step = self.modules[1]
        return "" if is_true(step.maskzero) or vars(step).get("weightO") is not None else "StepLSTM"

    def _make_cell(self, modules: list[Any], scratch: Any) -> Any:
        return StepLSTMCell(modules, scratch)

    def clearState(self) -> Any:
        self.startState = None
        self.zeroCell.set()
        self.zeroOutput.set()
        return super().clearState()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            self.forget()
            self.clearState()
        return super().type(type, tensorCache)

    def __tostring__(self) -> str:
        return sizes_text(self)
