"""The plain recurrent net for numbers of words (nn.LookupRNN)."""

from __future__ import annotations

from typing import Any

from .... import nn
from ....printing.number import lua_tostring
from ...recurrent.lstm_gates import parallel, sequence
from ...simple import LookupTableMaskZero
from ..declare import torch_rnn
from .recurrence import Recurrence


@torch_rnn("nn.LookupRNN")
class LookupRNN(Recurrence):
    """output(t) = transfer(merge(vector of number input(t), W output(t-1) + b)); number 0 has a vector of zeros.

    The transfer is nn.Sigmoid and `merge` nn.CAddTable unless others are given.
    """

    def __init__(self, nindex: int, outputsize: int, transfer: Any = None, merge: Any = None) -> None:
        transfer = nn.Sigmoid() if transfer is None else transfer
        merge = nn.CAddTable() if merge is None else merge
        both = parallel(LookupTableMaskZero(nindex, outputsize), nn.Linear(outputsize, outputsize))
        super().__init__(sequence(both, merge, transfer), outputsize, 0)
        self.nindex = nindex
        self.outputsize = outputsize

    def __tostring__(self) -> str:
        return f"{self._typename}({lua_tostring(self.nindex)} -> {lua_tostring(self.outputsize)})"
