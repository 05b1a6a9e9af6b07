"""Long short-term memory as Element-Research built it (torch/rnn's deprecated nn.LSTM)."""

from __future__ import annotations

from typing import Any

from ....table import Table
from ....tensor import Tensor
from ...recurrent.lstm_steps import LSTMSteps
from ..declare import recurrent
from .abstract_recurrent import AbstractRecurrent
from .unbiased import WithoutBias


@recurrent("nn.LSTM")
class LSTM(WithoutBias, LSTMSteps, AbstractRecurrent):
    """A vector of inputSize or a batch of them in, outputSize values each out; `rho` is not looked at.

    Sequences start from zeros, or from the fields `userPrevOutput` and `userPrevCell`; start states and zero masks
    do not reach it.
    """

    def __init__(
        self,
        inputSize: int,
        outputSize: int | None = None,
        rho: int | None = None,
        cell2gate: bool | None = None,
        p: float | None = None,
        mono: bool | None = None,
    ) -> None:
        self.p = p or 0
        self.mono = mono or False
        self.inputSize = inputSize
        self.outputSize = outputSize or inputSize
        self.cell2gate: Any = True if cell2gate is None else cell2gate
        AbstractRecurrent.__init__(self, self.buildModel())
        self.zeroTensor = Tensor()
        self.cells = Table()
        self.gradCells = Table()
