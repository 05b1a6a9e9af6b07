"""Long short-term memory over whole sequences (nn.SeqLSTM)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...errors import TorchError
from ...nn.convolution.kernels.parallel import small_products
from ...nn.simple.common import require
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..kernels import lstm
from ..kernels.products import add_by_weight, by_rows, multiply, side_by_side
from ..kernels.scratch import scratch_of
from .sequence_module import SequenceModule, flat

_GATES = 4


@register("nn.SeqLSTM")
class SeqLSTM(SequenceModule):
    """Steps x batch x inputsize in, steps x batch x outputsize out; also {h0, x} and {c0, h0, x}.

    `weight` is (inputsize + outputsize) x 4 hiddensize: input, forget, output gate, new cell content.
    The gradients of the last pass's start are `userGradPrevCell` and `userGradPrevOutput`. The input of all
    steps is multiplied at once, as are the gradients of all steps. `gates` is 4 x steps x batch x hiddensize
    (in Torch the four are side by side).
    """

    h0: Any
    c0: Any
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
        self.weight.normal(0, std or 1 / math.sqrt(self.outputsize + self.inputsize))
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
        gates = self.gates.resize_array((_GATES, steps, batch, size))
        from_x, from_h = self._weights()
        multiply(flat(x), from_x, gates.reshape(_GATES, -1, size))
        self._run(gates, from_h, h0.array, c0.array, h, c, self._masked(x))
        self.userPrevOutput = self.userPrevCell = None
        self.output = self._show(self._output)
        return self.output

    def _weights(self) -> tuple[Any, Any]:
        """What maps the input and the output of the step before, gate by gate."""
        weight, inputs = self.weight.array, self._sizes()[0]
        return side_by_side(weight[:inputs], _GATES), side_by_side(weight[inputs:], _GATES)

    def _run(self, gates: Any, weight: Any, h0: Any, c0: Any, h: Any, c: Any, masked: Any) -> None:
        """The recurrence; `gates` comes with the projected input."""
        scratch, (steps, batch, size) = scratch_of(self), c.shape
        sums, bias = scratch("sums", (_GATES, batch, size), c), scratch("bias", (_GATES, batch, size), c)
        bias[...] = self.bias.array.reshape(_GATES, 1, size)
        work, hidden = scratch("work", (batch, size), c), self._hidden_outputs(h, size)
        with small_products(2 * batch * size**2):
            for t in range(steps):
                own = gates[:, t]
                np.matmul(h[t - 1] if t else h0, weight, out=sums)
                sums += bias
                own += sums
                lstm.forward(lstm.SEQ_LSTM, own, c[t - 1] if t else c0, c[t], hidden[t], work)
                self._project(hidden[t], h[t])
                if masked is not None and masked[t].any():
                    h[t][masked[t]] = c[t][masked[t]] = 0
                    own[:, masked[t]] = 0

    def _hidden_outputs(self, h: Any, size: int) -> Any:
        """Where the outputs of the cells go, before any projection."""
        return h

    def _project(self, hidden: Any, output: Any) -> None:
        """Makes the output of a step from that of its cells."""

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
        da = self._run_back(x, g, h0.array, c0.array, dh, dc)
        self._accumulate(x, h0.array, da)
        self.grad_h0.resize_array(h0._size)[...] = dh
        self.grad_c0.resize_array(c0._size)[...] = dc
        grad_x = self._gradient_of_input(x)
        product = scratch_of(self)("product", flat(grad_x).shape, grad_x)
        by_rows(da.reshape(_GATES, -1, da.shape[3]), self._weights()[0], flat(grad_x), product)
        return self._finish()

    def _run_back(self, x: Any, g: Any, h0: Any, c0: Any, dh: Any, dc: Any) -> Any:
        """The gradients by the sums of all steps; `dh` and `dc` become those by h0 and c0."""
        scratch = scratch_of(self)
        c, gates = self.cell.array, self.gates.array
        steps, batch, size = c.shape
        weight = self._weights()[1].transpose(0, 2, 1)
        masked = self._masked(x) if self._typename != "nn.SeqLSTM" else None
        da, work = scratch("da", gates.shape, c), scratch("work", (2, batch, size), c)
        parts = scratch("parts", (_GATES, *dh.shape), c)
        with small_products(2 * batch * size**2):
            for t in range(steps - 1, -1, -1):
                dh += g[t]
                if masked is not None:
                    dh[masked[t]] = 0
                through = self._project_back(t, dh)
                own = gates[:, t]
                lstm.backward(lstm.SEQ_LSTM, own, c[t - 1] if t else c0, c[t], through, dc, da[:, t], work)
                dc *= own[lstm.SEQ_LSTM.f]
                np.matmul(da[:, t], weight, out=parts).sum(0, out=dh)
        return da

    def _project_back(self, t: int, dh: Any) -> Any:
        """The gradient by the output of the cells of a step, from that by its output."""
        return dh

    def _accumulate(self, x: Any, h0: Any, da: Any) -> None:
        """Adds the gradients by weight and bias, those of all steps in one product a gate."""
        inputs, size, scratch = x.shape[2], da.shape[3], scratch_of(self)
        gradWeight, h = self.gradWeight.array, self._output.array
        by_x, by_h = side_by_side(gradWeight[:inputs], _GATES), side_by_side(gradWeight[inputs:], _GATES)
        add_by_weight(by_x, flat(x), da.reshape(_GATES, -1, size), scratch("by_x", by_x.shape, h))
        work = scratch("by_h", by_h.shape, h)
        add_by_weight(by_h, h0, da[:, 0], work)
        if len(h) > 1:
            add_by_weight(by_h, flat(h[:-1]), da[:, 1:].reshape(_GATES, -1, size), work)
        self.gradBias.array[...] += da.sum((1, 2)).reshape(-1)

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

    def forget(self) -> None:
        """The next sequence starts from zeros."""
        self.c0.resize(0)
        self.h0.resize(0)

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
