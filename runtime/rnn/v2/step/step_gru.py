"""One step of gated recurrent units (nn.StepGRU)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....table import Table
from ....tensor import Tensor
from ...kernels import gru
from ...kernels.gate_weights import GateWeights, Once
from ...kernels.products import side_by_side
from ...kernels.scratch import scratch_of
from ..buffers import get_buffer
from ..declare import torch_rnn
from .parameters import GRUParameters
from .step_module import StepModule

_GATES = 3


@torch_rnn("nn.StepGRU")
class StepGRU(GRUParameters, StepModule):
    """{input, output before} -> output, batches of inputsize and outputsize values; `gates` is batch x 3 outputsize."""

    def __init__(self, inputsize: int, outputsize: int) -> None:
        StepModule.__init__(self)
        self._make_parameters(inputsize, outputsize)
        self.gates = Tensor()
        self.gradInput = Table([Tensor(), Tensor()])
        self.maskzero = False
        self.v2 = True

    def _weights(self) -> tuple[Any, Any]:
        """What maps the input, and the state before."""
        weight, inputs = self.weight.array, int(self.inputsize)
        return weight[:inputs], weight[inputs:]

    def _from_state(self, weight: Any) -> tuple[Any, Any]:
        """The products with the state before, for the gates and the candidate."""
        size, scratch = int(self.outputsize), scratch_of(self)
        gates, new = [GateWeights(size, (part, None)) for part in (weight[:, : 2 * size], weight[:, 2 * size :])]
        return Once(gates, None, scratch), Once(new, None, scratch)

    def updateOutput(self, input: Any) -> Any:
        self.recompute_backward = True
        x, h_prev = input[1], input.get(2)
        self._check_input(x, h_prev)
        batch, size = x._size[0], int(self.outputsize)
        gates = self.gates.resize_array((batch, _GATES * size))
        from_x, from_h = self._weights()
        np.matmul(x.array, from_x, out=gates)
        gates += self.bias.array
        h, scratch = self.output.resize_array((batch, size)), scratch_of(self)
        reset, work = scratch("reset", (batch, size), gates), scratch("work", (2, batch, size), gates)
        to_gates, to_new = self._from_state(from_h)
        gru.forward(side_by_side(gates, _GATES), h_prev.array, to_gates, to_new, reset, h, work)
        self._mask(x, self.output, self.gates)
        return self.output

    def _back(self, input: Any, gradOutput: Any) -> None:
        x, h_prev, dh = input[1].array, input[2].array, gradOutput.array
        batch, size, inputs = len(x), int(self.outputsize), int(self.inputsize)
        gates, scratch = self.gates.array, scratch_of(self)
        da, work = self._gradient_of_gates(), scratch("work", (4, batch, size), gates)
        from_x, from_h = self._weights()
        by_gate, out = side_by_side(gates, _GATES), self.gradInput[2].resize_array((batch, size))
        to_gates, to_new = self._from_state(from_h)
        gru.backward(by_gate, h_prev, to_gates, to_new, dh, da, out, work)
        gradWeight, reset = self.gradWeight.array, by_gate[0] * h_prev
        gradWeight[:inputs] += x.T @ da
        gradWeight[inputs:, : 2 * size] += h_prev.T @ da[:, : 2 * size]
        gradWeight[inputs:, 2 * size :] += reset.T @ da[:, 2 * size :]
        self.gradBias.array[...] += da.sum(0)
        np.matmul(da, from_x.T, out=self.gradInput[1].resize_array(x.shape))

    def _gradient_of_gates(self) -> Any:
        return get_buffer("StepGRU", "grad_gates", self.gates).resize_array(self.gates._size)

    def clearState(self) -> None:
        for tensor in (self.gates, self.output, *self.gradInput.array_values()):
            tensor.set()
