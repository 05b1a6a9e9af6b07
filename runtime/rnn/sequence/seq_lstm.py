"""Long short-term memory over whole sequences (nn.SeqLSTM)."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...nn.simple.common import given, require
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..kernels import lstm
from ..kernels.products import side_by_side
from ..kernels.scratch import scratch_of
from .lstm_sequence import LSTMSequence
from .sequence_module import SequenceModule

_GATES = 4


@register("nn.SeqLSTM")
class SeqLSTM(LSTMSequence, SequenceModule):
    """Steps x batch x inputsize in, steps x batch x outputsize out; also {h0, x} and {c0, h0, x}.

    `weight` is (inputsize + outputsize) x 4 hiddensize: input, forget, output gate, new cell content.
    The gradients of the last pass's start are `userGradPrevCell` and `userGradPrevOutput`.
    """

    userPrevCell: Any = None
    userNextGradCell: Any = None
    hiddensize: Any = None
    _states = 2

    def __init__(self, inputsize: int, hiddensize: int, outputsize: int | None = None) -> None:
        super().__init__()
        self.inputsize, self.hiddensize = inputsize, hiddensize
        self.outputsize = outputsize or hiddensize
        self.weight = Tensor(inputsize + self.outputsize, 4 * hiddensize)
        self.gradWeight = Tensor(inputsize + self.outputsize, 4 * hiddensize)
        self.bias = Tensor(4 * hiddensize)
        self.gradBias = Tensor(4 * hiddensize).zero()
        self.reset()
        for name in ("cell", "gates", "buffer1", "buffer2", "buffer3", "grad_a_buffer", "h0", "c0"):
            setattr(self, name, Tensor())
        self._remember = "neither"
        self.grad_c0, self.grad_h0, self.grad_x = Tensor(), Tensor(), Tensor()
        self.gradInput = Table([self.grad_c0, self.grad_h0, self.grad_x])
        self.batchfirst = False
        self.maskzero = False

    def reset(self, std: float | None = None) -> Any:
        """Draws the weight from a normal distribution; the bias is 0, and 1 for the forget gate."""
        self._reset_bias()
        self.weight.normal(0, given(std, 1 / math.sqrt(self.outputsize + self.inputsize)))
        return self

    def _reset_bias(self) -> None:
        self.bias.zero()
        self.bias.narrow(1, int(self.outputsize) + 1, self.outputsize).fill(1)

    def resetStates(self) -> None:
        self.h0, self.c0 = type(self.h0)(), type(self.c0)()

    def _sizes(self) -> tuple[int, int]:
        return int(self.inputsize), int(self.outputsize)

    def _hidden_size(self) -> int:
        if self.hiddensize is None:
            self.hiddensize = self.outputsize
        return int(self.hiddensize)

    # Forward

    def updateOutput(self, input: Any) -> Any:
        self.recompute_backward = True
        (c0, h0), x, _ = self._prepare(input)
        steps, batch, inputs = x.shape
        size, outputs = self._hidden_size(), self._sizes()[1]
        if self._output is None:
            self._output = type(self.weight)()
        self._return_grad_c0, self._return_grad_h0 = c0 is not None, h0 is not None
        if c0 is None:
            c0 = self._start("c0", "userPrevCell", self.cell, (batch, size))
        if h0 is None:
            h0 = self._start("h0", "userPrevOutput", self._output, (batch, outputs))
        h = self._output.resize_array((steps, batch, outputs))
        c = self.cell.resize_array((steps, batch, size))
        self._run(x, h0.array, c0.array, h, c, self._masked(x))
        self.userPrevOutput = self.userPrevCell = None
        self.output = self._show(self._output)
        return self.output

    # Backward

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        """The gradient by the input; adds the gradients by the parameters (`scale` must be 1)."""
        self.recompute_backward = False
        if scale is not None and scale != 1:
            raise TorchError("must have scale=1")
        (c0, h0), x, g = self._prepare(input, gradOutput)
        require(g is not None, "Expecting gradOutput")
        c0, h0 = self.c0 if c0 is None else c0, self.h0 if h0 is None else h0
        dh = self.buffer1.resize_array(h0._size)
        dc = self.buffer2.resize_array(c0._size)
        dh[...] = 0 if self.gradPrevOutput is None else self.gradPrevOutput.array
        dc[...] = 0 if self.userNextGradCell is None else self.userNextGradCell.array
        masked = self._masked(x) if self._typename != "nn.SeqLSTM" else None
        da = self._run_back(g, h0.array, c0.array, dh, dc, masked)
        self._accumulate(x, h0.array, da)
        self.grad_h0.resize_array(h0._size)[...] = dh
        self.grad_c0.resize_array(c0._size)[...] = dc
        self._by_input(da, self._gradient_of_input(x))
        return self._finish()

    def _finish(self) -> Any:
        self.grad_x = self._show(self._grad_x)
        self.gradPrevOutput = self.userNextGradCell = None
        self.userGradPrevCell, self.userGradPrevOutput = self.grad_c0, self.grad_h0
        if self._return_grad_c0 and self._return_grad_h0:
            self.gradInput = Table([self.grad_c0, self.grad_h0, self.grad_x])
        elif self._return_grad_h0:
            self.gradInput = Table([self.grad_h0, self.grad_x])
        else:
            self.gradInput = self.grad_x
        return self.gradInput

    # Memory

    def clearState(self) -> None:
        self._clear("cell", "grad_c0")
        scratch_of(self).clear()

    def toFastLSTM(self) -> Any:
        """A FastLSTM with copies of these parameters and gradients."""
        from ..recurrent import FastLSTM

        inputs, size = self._sizes()
        made = FastLSTM(inputs, size)
        order = [getattr(lstm.SEQ_LSTM, gate) for gate in "igfo"]
        for target, weight, bias in zip(made.parameters(), (self.weight, self.gradWeight), (self.bias, self.gradBias)):
            from_x, b, from_h = (tensor.array for tensor in target.array_values())
            own = side_by_side(weight.array, _GATES)[order].swapaxes(1, 2)
            from_x.reshape(_GATES, size, inputs)[...] = own[:, :, :inputs]
            from_h.reshape(_GATES, size, size)[...] = own[:, :, inputs:]
            b.reshape(_GATES, size)[...] = bias.array.reshape(_GATES, size)[order]
        return made
