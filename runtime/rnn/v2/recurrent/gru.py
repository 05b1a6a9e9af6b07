"""Gated recurrent units as Element-Research built them (torch/rnn's deprecated nn.GRU)."""

from __future__ import annotations

from typing import Any

from ....table import Table
from ....tensor import Tensor
from ...recurrent.gru_steps import GRUSteps
from ..declare import recurrent
from .fusable import Fusable
from .rec_states import OneState
from .unbiased import WithoutBias


@recurrent("nn.GRU")
class GRU(WithoutBias, Fusable, GRUSteps, OneState):
    """A vector of inputSize or a batch of them in, outputSize values each out; `rho` is not looked at.

    `p` drops inputs and outputs of the step before out, with the same noise for a whole sequence, and
    for all samples with `mono`.
    """

    _zero = "zeroTensor"

    def __init__(
        self,
        inputSize: int,
        outputSize: int,
        rho: int | None = None,
        p: float | None = None,
        mono: bool | None = None,
    ) -> None:
        self.p = p or 0
        self.mono = mono or False
        self.inputSize = inputSize
        self.outputSize = outputSize
        Fusable.__init__(self, self.buildModel())
        self.zeroTensor = Tensor()
        self.cells = Table()
        self.gradCells = Table()

    def _output_size(self) -> Any:
        return self.outputSize

    def _updateOutput(self, input: Any) -> Any:
        previous = self.getHiddenState(self.step - 1, input)
        return self._next_module().updateOutput(Table([input, previous]))

    _lua_methods = {"_updateOutput": _updateOutput}
