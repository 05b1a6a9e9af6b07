"""The steps of nn.StepLSTM and nn.StepGRU, whose gates lie side by side in one matrix."""

from __future__ import annotations

from typing import Any

from ..kernels import lstm
from ..kernels.gate_weights import GateWeights
from ..kernels.scratch import Scratch
from .cell import Cell, vector
from .gru_cell import GRUCell
from .lstm_cell import FastLSTMCell


def _halves(module: Any) -> tuple[Any, Any]:
    """(weight, gradient) for the input, and for the state before, inputs x (gates size); None for no gradient."""
    inputs, weight, gradient = int(module.inputsize), module.weight, module.gradWeight
    parts: list[list[Any]] = [[], []]
    for tensor in (weight, gradient):
        whole = tensor is not None and tensor._size == weight._size
        for part, place in zip(parts, (slice(None, inputs), slice(inputs, None))):
            part.append(tensor.array[place] if whole else None)
    return tuple(parts[0]), tuple(parts[1])


def _columns(pair: tuple[Any, Any], columns: slice) -> tuple[Any, Any]:
    """These columns of a weight, and of its gradient if it has one."""
    weight, gradient = pair
    return weight[:, columns], None if gradient is None else gradient[:, columns]


class StepLSTMCell(FastLSTMCell):
    """Gates i, f, o, g; states (output, cell)."""

    layout = lstm.SEQ_LSTM

    def __init__(self, modules: list[Any], scratch: Scratch) -> None:
        Cell.__init__(self, modules, scratch)
        from_input, from_output = _halves(modules[0])
        size = from_input[0].shape[1] // 4
        self.from_input, self.from_output = GateWeights(size, from_input), GateWeights(size, from_output)
        self.biases = [(slice(0, 4), *vector(modules[0], "bias"))]


class StepGRUCell(GRUCell):
    """Gates r, u and the candidate; state (output,)."""

    def __init__(self, modules: list[Any], scratch: Scratch) -> None:
        Cell.__init__(self, modules, scratch)
        from_input, from_state = _halves(modules[0])
        size = from_input[0].shape[1] // 3
        self.from_input = GateWeights(size, from_input)
        gates, new = slice(0, 2 * size), slice(2 * size, None)
        self.gates_state = GateWeights(size, _columns(from_state, gates))
        self.new_state = GateWeights(size, _columns(from_state, new))
        self.biases = [(slice(0, 3), *vector(modules[0], "bias"))]
