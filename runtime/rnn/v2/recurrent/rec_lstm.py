"""Long short-term memory, one step a call (nn.RecLSTM)."""

from __future__ import annotations

from typing import Any

from ....table import Table
from ....tensor import Tensor
from ...fused.step_cells import StepLSTMCell
from ...recurrent.lstm_steps import LSTMStates
from ..declare import is_true, torch_rnn
from ..step.step_lstm import StepLSTM
from .rec_states import TwoStates
from .rec_steps import RecSteps


@torch_rnn("nn.RecLSTM")
class RecLSTM(RecSteps, LSTMStates, TwoStates):
    """Batches of inputsize values in, outputsize each out; with hiddensize cells that are projected if both are given.

    The step is an nn.StepLSTM. Sequences start from zeros, or from what `setStartState{output, cell}` says.
    """

    weightO: Any = None
    _step_type = "nn.StepLSTM"
    _zeros = ("zeroOutput", "zeroCell")

    def __init__(self, inputsize: int, hiddensize: int | None = None, outputsize: int | None = None) -> None:
        step = StepLSTM(inputsize, hiddensize, outputsize)
        super().__init__(step)
        self.inputsize, self.hiddensize, self.outputsize = step.inputsize, step.hiddensize, step.outputsize
        self.cells = Table()
        self.gradCells = Table()
        self.zeroOutput = Tensor()
        self.zeroCell = Tensor()

    def _updateOutput(self, input: Any) -> Any:
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
