"""The step of nn.GRU."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels import gru
from ..kernels.products import add_by_weight
from ..kernels.scratch import Scratch
from .cell import Cell, matrix, vector
from .weights import GateWeights


class GRUCell(Cell):
    """Gates r and z, rows of one matrix, and the candidate with matrices of its own; state (output,)."""

    gates, states = 3, 1

    def __init__(self, modules: list[Any], scratch: Scratch) -> None:
        super().__init__(modules, scratch)
        gates, gates_state, new, new_state = modules
        self.from_input = GateWeights(matrix(gates, 2), matrix(new))
        self.w_gates, self.grad_gates = matrix(gates_state, 2)
        self.w_new, self.grad_new = matrix(new_state)
        self.w_new = self.w_new[0]
        self.biases = [(slice(0, 2), *vector(gates, "bias")), (slice(2, 3), *vector(new, "bias"))]

    def forward(self, gates: Any, before: tuple, after: tuple) -> None:
        shape = gates.shape[1:]
        reset, work = self.scratch("reset", shape, gates), self.scratch("work", (2, *shape), gates)
        gates += self.bias
        gru.forward(gates, before[0], self.w_gates, self.w_new, reset, after[0], work)

    def backward(self, gates: Any, before: tuple, after: tuple, gradients: tuple, da: Any, out: tuple) -> None:
        work = self.scratch("work", (2, *gates.shape[1:]), gates)
        gru.backward(gates, before[0], self.w_gates, self.w_new, gradients[0], da, out[0], work)

    def accumulate(self, da: Any, gates: Any, before: tuple, after: tuple, scale: float) -> None:
        scratch = self.scratch
        work = scratch("by_state", self.grad_gates.shape, da)
        add_by_weight(self.grad_gates, before[0], da[:2], work, scale)
        reset = np.multiply(gates[0], before[0], out=scratch("resets", before[0].shape, da))
        add_by_weight(self.grad_new[0], reset, da[2], work[0], scale)
        for places, _, gradient in self.biases:
            gradient += da[places].sum(1).reshape(-1) * scale
