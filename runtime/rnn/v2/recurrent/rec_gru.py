"""Gated recurrent units, one step a call (nn.RecGRU)."""

from __future__ import annotations

from typing import Any

from ....nn.simple.common import require
from ....table import Table
from ....tensor import Tensor
from ...fused.step_cells import StepGRUCell
from ...names import is_type_of
from ...recurrent.gru_steps import GRUStates
from ..declare import is_true, torch_rnn
from ..step.step_gru import StepGRU
from ..step.step_module import mask_steps, sizes_text
from .fusable import Fusable
from .rec_states import OneState


@torch_rnn("nn.RecGRU")
class RecGRU(Fusable, GRUStates, OneState):
    """Batches of inputsize values in, outputsize each out. The step is an nn.StepGRU.

    Sequences start from zeros, or from what `setStartState(output)` says.
    """

    def __init__(self, inputsize: int, outputsize: int) -> None:
        super().__init__(StepGRU(inputsize, outputsize))
        self.inputsize, self.outputsize = inputsize, outputsize
        self.zeroOutput = Tensor()

    def maskZero(self, v1: Any = None) -> Any:
        require(is_type_of(self.modules[1], "nn.StepGRU"), "assertion failed!")
        return mask_steps(self, v1)

    def _output_size(self) -> Any:
        return self.outputsize

    def _check_start(self, input: Any) -> None:
        if input is not None and len(input._size) == 2:
            require(self.startState._size == (input._size[0], self.outputsize), "assertion failed!")

    def _updateOutput(self, input: Any) -> Any:
        require(len(input._size) == 2, "RecGRU expecting batchsize x inputsize tensor (Only supports batchmode)")
        previous = self.getHiddenState(self.step - 1, input)
        if self.train is False:
            previous = previous.clone()
        return self._next_module().updateOutput(Table([input, previous]))

    _lua_methods = {"_updateOutput": _updateOutput}

    def _pattern(self) -> str:
        return "" if is_true(self.modules[1].maskzero) else "StepGRU"

    def _make_cell(self, modules: list[Any], scratch: Any) -> Any:
        return StepGRUCell(modules, scratch)

    def clearState(self) -> Any:
        self.startState = None
        self.zeroOutput.set()
        return super().clearState()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            self.forget()
            self.clearState()
        return super().type(type, tensorCache)

    def __tostring__(self) -> str:
        return sizes_text(self)
