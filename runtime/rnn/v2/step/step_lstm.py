"""One step of long short-term memory (nn.StepLSTM)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....dpnn.fields import declare
from ....nn.simple.common import buffer
from ....table import Table
from ....tensor import Tensor
from ...kernels import lstm
from ...kernels.products import side_by_side
from ...kernels.scratch import scratch_of
from ..buffers import get_buffer
from ..declare import torch_rnn
from .parameters import LSTMParameters
from .step_module import StepModule

_GATES = 4


@torch_rnn("nn.StepLSTM")
class StepLSTM(LSTMParameters, StepModule):
    """{input, output before, cell before} -> {output, cell}, batches of inputsize, outputsize and hiddensize values.

    Where hiddensize and outputsize are given `weightO` projects the cells' outputs, which `hidden` holds. `gates`
    is batch x 4 hiddensize.
    """

    hidden: Any = None

    def __init__(self, inputsize: int, hiddensize: int | None = None, outputsize: int | None = None) -> None:
        StepModule.__init__(self)
        self._make_parameters(inputsize, hiddensize, outputsize)
        self.gates = Tensor()
        self.output = Table([Tensor(), Tensor()])
        self.gradInput = Table([Tensor(), Tensor(), Tensor()])
        self.maskzero = False
        self.v2 = True

    def updateOutput(self, input: Any) -> Any:
        self.recompute_backward = True
        x, h_prev, c_prev = input[1], input.get(2), input.get(3)
        self._check_input(x, h_prev, c_prev)
        inputs, size, batch = int(self.inputsize), int(self.hiddensize), x._size[0]
        next_h, next_c = self.output[1], self.output[2]
        gates = self.gates.resize_array((batch, _GATES * size))
        weight, work = self.weight.array, scratch_of(self)("work", gates.shape, gates)
        np.matmul(x.array, weight[:inputs], out=gates)
        gates += self.bias.array
        gates += np.matmul(h_prev.array, weight[inputs:], out=work)
        c = next_c.resize_array((batch, size))
        h = next_h.resize_array((batch, int(self.outputsize)))
        hidden = h if self.weightO is None else buffer(self, "hidden", x).resize_array((batch, size))
        lstm.forward(lstm.SEQ_LSTM, side_by_side(gates, _GATES), c_prev.array, c, hidden, work[:, :size])
        if self.weightO is not None:
            np.matmul(hidden, self.weightO.array, out=h)
        self._mask(x, next_h, next_c, self.gates)
        return self.output

    def _back(self, input: Any, gradOutput: Any) -> None:
        x, h_prev, c_prev = input[1].array, input[2].array, input[3].array
        dh, grad_c = gradOutput[1].array, gradOutput[2].array
        inputs, size, batch = int(self.inputsize), int(self.hiddensize), len(x)
        if self.weightO is not None:
            self.gradWeightO.array[...] += self.hidden.array.T @ dh
            dh = np.matmul(dh, self.weightO.array.T)
        gates, work = self.gates.array, scratch_of(self)("slopes", (2, batch, size), self.gates.array)
        da = get_buffer("StepLSTM", "grad_gates", self.gates).resize_array(gates.shape)
        dc = self.gradInput[3].resize_array((batch, size))
        dc[...] = grad_c
        by_gate = side_by_side(gates, _GATES)
        c = self.output[2].array
        lstm.backward(lstm.SEQ_LSTM, by_gate, c_prev, c, dh, dc, side_by_side(da, _GATES), work)
        dc *= by_gate[lstm.SEQ_LSTM.f]
        accumulate(self, x, h_prev, da)
        weight = self.weight.array
        np.matmul(da, weight[:inputs].T, out=self.gradInput[1].resize_array(x.shape))
        np.matmul(da, weight[inputs:].T, out=self.gradInput[2].resize_array((batch, int(self.outputsize))))

    def clearState(self) -> None:
        self.gates.set()
        for tensor in (*self.output.array_values(), *self.gradInput.array_values()):
            tensor.set()


def accumulate(module: Any, x: Any, h_prev: Any, da: Any) -> None:
    """Adds the gradients by weight and bias of one step."""
    inputs, gradWeight = x.shape[1], module.gradWeight.array
    gradWeight[:inputs] += x.T @ da
    gradWeight[inputs:] += h_prev.T @ da
    module.gradBias.array[...] += da.sum(0)


declare(
    StepLSTM,
    dpnn_parameters=("weight", "bias", "weightO"),
    dpnn_gradParameters=("gradWeight", "gradBias", "gradWeightO"),
)
