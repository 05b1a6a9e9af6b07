"""The plain recurrent net (nn.LinearRNN)."""

from __future__ import annotations

from typing import Any

from .... import nn
from ....printing.number import lua_tostring
from ...recurrent.lstm_gates import sequence
from ..declare import torch_rnn
from .recurrence import Recurrence


@torch_rnn("nn.LinearRNN")
class LinearRNN(Recurrence):
    """output(t) = transfer(W [input(t), output(t-1)] + b); the transfer is nn.Sigmoid unless one is given."""

    def __init__(self, inputsize: int, outputsize: int, transfer: Any = None) -> None:
        transfer = nn.Sigmoid() if transfer is None else transfer
        step = sequence(nn.JoinTable(1, 1), nn.Linear(inputsize + outputsize, outputsize), transfer)
        super().__init__(step, outputsize, 1)
        self.inputsize = inputsize
        self.outputsize = outputsize

    def __tostring__(self) -> str:
        return f"{self._typename}({lua_tostring(self.inputsize)} -> {lua_tostring(self.outputsize)})"
