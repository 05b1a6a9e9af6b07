"""The steps of nn.FastLSTM and nn.LSTM."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels import lstm
from ..kernels.gate_weights import GateWeights
from ..kernels.products import put_side_by_side
from ..kernels.scratch import Scratch
from .cell import Cell, matrix, vector


class FastLSTMCell(Cell):
    """Gates i, g, f, o, rows of one matrix; states (output, cell)."""

    gates, states = 4, 2
    layout = lstm.FAST_LSTM

    def __init__(self, modules: list[Any], scratch: Scratch) -> None:
        super().__init__(modules, scratch)
        from_input, from_output = modules
        size = len(from_input.weight.array) // 4
        self.from_input = GateWeights(size, matrix(from_input))
        self.from_output = GateWeights(size, matrix(from_output))
        self.biases = [(slice(0, 4), *vector(from_input, "bias"))]

    def begin_products(self, batch: int, steps: int) -> Any:
        self.from_before = self.from_output.repeated(self.bias(), batch, steps, self.scratch)
        return self.from_before.products()

    def forward(self, gates: Any, before: tuple, after: tuple) -> None:
        self.from_before.add(before[0], gates)
        self._activate(gates, before, after, self.scratch("work", (2, *gates.shape[1:]), gates)[0])

    def _activate(self, gates: Any, before: tuple, after: tuple, work: Any) -> None:
        lstm.forward(self.layout, gates, before[1], after[1], after[0], work)

    def backward(self, gates: Any, before: tuple, after: tuple, gradients: tuple, da: Any, out: tuple) -> None:
        dc = out[1]
        dc[...] = gradients[1]
        work = self.scratch("work", (2, *gates.shape[1:]), gates)
        by_gate = self.scratch("by_gate", gates.shape, gates)
        self._slopes(gates, before[1], after[1], gradients[0], dc, by_gate, work)
        put_side_by_side(by_gate, da)
        self.from_before.back(da, out[0])

    def _slopes(self, gates: Any, c_prev: Any, c: Any, dh: Any, dc: Any, da: Any, work: Any) -> None:
        lstm.backward(self.layout, gates, c_prev, c, dh, dc, da, work)
        dc *= gates[self.layout.f]

    def accumulate(self, da: Any, gates: Any, before: tuple, after: tuple, scale: float) -> None:
        self.from_output.accumulate(before[0], da, scale)
        self.accumulate_biases(da, scale)


class LSTMCell(FastLSTMCell):
    """Gates f, i, g, o, each with matrices of its own; with peepholes, each unit's gates see its cell too."""

    layout = lstm.Layout("figo")

    def __init__(self, modules: list[Any], scratch: Scratch) -> None:
        Cell.__init__(self, modules, scratch)
        maps = [module for module in modules if module._typename != "nn.CMul"]
        size = len(maps[0].weight.array)
        self.from_input = GateWeights(size, *[matrix(module) for module in maps[0::2]])
        self.from_output = GateWeights(size, *[matrix(module) for module in maps[1::2]])
        self.biases = [(slice(k, k + 1), *vector(module, "bias")) for k, module in enumerate(maps[0::2])]
        self.peepholes = [vector(module, "weight") for module in modules if module._typename == "nn.CMul"]

    def _activate(self, gates: Any, before: tuple, after: tuple, work: Any) -> None:
        if not self.peepholes:
            return super()._activate(gates, before, after, work)
        (forget, _), (input, _), (output, _) = self.peepholes
        gates[0] += np.multiply(before[1], forget, out=work)
        gates[1] += np.multiply(before[1], input, out=work)
        lstm.cell_forward(self.layout, gates, before[1], after[1], work)
        gates[3] += np.multiply(after[1], output, out=work)
        lstm.output_forward(self.layout, gates, after[1], after[0], work)
        return None

    def _slopes(self, gates: Any, c_prev: Any, c: Any, dh: Any, dc: Any, da: Any, work: Any) -> None:
        if not self.peepholes:
            return super()._slopes(gates, c_prev, c, dh, dc, da, work)
        (forget, _), (input, _), (output, _) = self.peepholes
        lstm.output_backward(self.layout, gates, c, dh, dc, da, work)
        dc += np.multiply(da[3], output, out=work[0])
        lstm.cell_backward(self.layout, gates, c_prev, dc, da)
        dc *= gates[0]
        dc += np.multiply(da[0], forget, out=work[0])
        dc += np.multiply(da[1], input, out=work[0])
        return None

    def accumulate(self, da: Any, gates: Any, before: tuple, after: tuple, scale: float) -> None:
        super().accumulate(da, gates, before, after, scale)
        seen = (before[1], before[1], after[1])
        for (_, gradient), gate, cell in zip(self.peepholes, (0, 1, 3), seen):
            own = da[:, gate * self.size : (gate + 1) * self.size]
            gradient += np.einsum("ij,ij->j", own, cell) * scale
