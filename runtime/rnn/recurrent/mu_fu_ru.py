"""Units that mix several functions of the old and the new state (nn.MuFuRu)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import given
from ...registry import register
from .gru import GRU
from .mu_fu_ru_gates import OPERATIONS, MuFuRuGates, operations


@register("nn.MuFuRu")
class MuFuRu(MuFuRuGates, GRU):
    """As nn.GRU (batches only), but the new state is a learnt mixture of the operations named in `ops`."""

    def __init__(self, inputSize: int, outputSize: int, ops: Any = None, rho: int | None = None) -> None:
        self._choose(ops)
        GRU.__init__(self, inputSize, outputSize, given(rho, 9999))


__all__ = ["OPERATIONS", "MuFuRu", "operations"]
