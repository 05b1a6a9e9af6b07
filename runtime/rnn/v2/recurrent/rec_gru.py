"""Gated recurrent units, one step a call (nn.RecGRU)."""

from __future__ import annotations

from typing import Any

from ....nn.simple.common import require
from ....table import Table
from ....tensor import Tensor
from ...fused.step_cells import StepGRUCell
from ...recurrent.gru_steps import GRUStates
from ..declare import is_true, torch_rnn
from ..step.step_gru import StepGRU
from .rec_states import OneState
from .rec_steps import RecSteps


@torch_rnn("nn.RecGRU")
class RecGRU(RecSteps, GRUStates, OneState):
    """Batches of inputsize values in, outputsize each out. The step is an nn.StepGRU.

    Sequences start from zeros, or from what `setStartState(output)` says.
    """

    _step_type = "nn.StepGRU"
    _zeros = ("zeroOutput",)

    def __init__(self, inputsize: int, outputsize: int) -> None:
        super().__init__(StepGRU(inputsize, outputsize))
        self.inputsize, self.outputsize = inputsize, outputsize
        self.zeroOutput = Tensor()

    def _output_size(self) -> Any:
        return self.outputsize

    def _check_start(self, input: Any) -> None:
        if input is not None and len(input._size) == 2:
            require(self.startState._size == (input._size[0], self.outputsize), "assertion failed!")

    def _updateOutput(self, input: Any) -> Any:
        previous = self.getHiddenState(self.step - 1, input)
        if self.train is False:
            previous = previous.clone()
        return self._next_module().updateOutput(Table([input, previous]))

    _lua_methods = {"_updateOutput": _updateOutput}

    def _pattern(self) -> str:
        return "" if is_true(self.modules[1].maskzero) else "StepGRU"

    def _make_cell(self, modules: list[Any], scratch: Any) -> Any:
        return StepGRUCell(modules, scratch)
