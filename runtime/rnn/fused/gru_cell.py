"""The step of nn.GRU."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels import gru
from ..kernels.gate_weights import GateWeights
from ..kernels.scratch import Scratch
from .cell import Cell, matrix, vector


class GRUCell(Cell):
    """Gates r and z, rows of one matrix, and the candidate with matrices of its own; state (output,)."""

    gates, states = 3, 1

    def __init__(self, modules: list[Any], scratch: Scratch) -> None:
        super().__init__(modules, scratch)
        gates, gates_state, new, new_state = modules
        size = len(new.weight.array)
        self.from_input = GateWeights(size, matrix(gates), matrix(new))
        self.gates_state, self.new_state = GateWeights(size, matrix(gates_state)), GateWeights(size, matrix(new_state))
        self.biases = [(slice(0, 2), *vector(gates, "bias")), (slice(2, 3), *vector(new, "bias"))]

    def begin_products(self, batch: int, steps: int) -> Any:
        bias = self.bias()
        self.to_new = self.new_state.repeated(bias[2:], batch, steps, self.scratch, "new")
        self.to_gates = self.gates_state.repeated(bias[:2], batch, steps, self.scratch)
        return self.to_gates.products()

    def forward(self, gates: Any, before: tuple, after: tuple) -> None:
        shape = gates.shape[1:]
        reset, work = self.scratch("reset", shape, gates), self.scratch("work", (2, *shape), gates)
        gru.forward(gates, before[0], self.to_gates, self.to_new, reset, after[0], work)

    def backward(self, gates: Any, before: tuple, after: tuple, gradients: tuple, da: Any, out: tuple) -> None:
        work = self.scratch("work", (4, *gates.shape[1:]), gates)
        gru.backward(gates, before[0], self.to_gates, self.to_new, gradients[0], da, out[0], work)

    def accumulate(self, da: Any, gates: Any, before: tuple, after: tuple, scale: float) -> None:
        split, h = 2 * self.size, before[0]
        self.gates_state.accumulate(h, da[:, :split], scale)
        reset = self.scratch("resets", h.shape, da)
        np.multiply(gates[0], h.reshape(gates[0].shape), out=reset.reshape(gates[0].shape))
        self.new_state.accumulate(reset, da[:, split:], scale)
        self.accumulate_biases(da, scale)
