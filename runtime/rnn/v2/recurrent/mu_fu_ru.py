"""Units that mix several functions of the old and the new state (nn.MuFuRu of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ...recurrent.mu_fu_ru_gates import MuFuRuGates
from ..declare import recurrent
from .gru import GRU


@recurrent("nn.MuFuRu")
class MuFuRu(MuFuRuGates, GRU):
    """As nn.GRU (batches only), but the new state is a learnt mixture of the operations named in `ops`."""

    def __init__(self, inputSize: int, outputSize: int, ops: Any = None, rho: int | None = None) -> None:
        self._choose(ops)
        GRU.__init__(self, inputSize, outputSize, rho)
