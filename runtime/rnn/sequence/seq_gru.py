"""Gated recurrent units over whole sequences (nn.SeqGRU)."""

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
from ..kernels import gru
from ..kernels.products import add_by_weight, by_rows, multiply, side_by_side
from ..kernels.scratch import scratch_of
from .sequence_module import SequenceModule, flat

_GATES = 3


@register("nn.SeqGRU")
class SeqGRU(SequenceModule):
    """Steps x batch x inputSize in, steps x batch x outputSize out; also {h0, x}.

    `weight` is (inputSize + outputSize) x 3 outputSize: reset gate, update gate, candidate. The
    gradient by the last pass's start is `userGradPrevOutput`. `gates` is 3 x steps x batch x outputSize (in
    Torch the three are side by side).
    """

    h0: Any
    userGradPrevOutput: Any = None
    _states = 1

    def __init__(self, inputSize: int, outputSize: int) -> None:
        super().__init__()
        self.inputSize, self.outputSize = inputSize, outputSize
        self.seqLength = self.miniBatch = 1
        self.weight = Tensor(inputSize + outputSize, 3 * outputSize)
        self.gradWeight = Tensor(inputSize + outputSize, 3 * outputSize).zero()
        self.bias = Tensor(3 * outputSize)
        self.gradBias = Tensor(3 * outputSize).zero()
        self.reset()
        for name in ("gates", "buffer1", "buffer2", "buffer3", "grad_a_buffer", "h0"):
            setattr(self, name, Tensor())
        self._remember = "neither"
        self.grad_h0, self.grad_x = Tensor(), Tensor()
        self.gradInput = Table([self.grad_h0, self.grad_x])
        self.batchfirst = False
        self.maskzero = False

    def reset(self, std: float | None = None) -> Any:
        """Draws the weight from a normal distribution; the bias is 0, and 1 for the update gate."""
        self.bias.zero()
        self.bias.narrow(1, int(self.outputSize) + 1, self.outputSize).fill(1)
        self.weight.normal(0, std or 1 / math.sqrt(self.outputSize + self.inputSize))
        return self

    def resetStates(self) -> None:
        self.h0 = type(self.h0)()

    def _sizes(self) -> tuple[int, int]:
        return int(self.inputSize), int(self.outputSize)

    def _weights(self) -> tuple[Any, Any]:
        """What maps the input, and the state (for the candidate the reset one), gate by gate."""
        weight, inputs = self.weight.array, self._sizes()[0]
        return side_by_side(weight[:inputs], _GATES), side_by_side(weight[inputs:], _GATES)

    def updateOutput(self, input: Any) -> Any:
        self.recompute_backward = True
        (h0,), x, _ = self._prepare(input)
        steps, batch, _ = x.shape
        size = self._sizes()[1]
        if self._output is None:
            self._output = type(self.weight)()
        self._return_grad_h0 = h0 is not None
        if h0 is None:
            h0 = self._start("h0", "userPrevOutput", self._output, (batch, size))
        h = self._output.resize_array((steps, batch, size))
        gates = self.gates.resize_array((_GATES, steps, batch, size))
        from_x, from_h = self._weights()
        multiply(flat(x), from_x, gates.reshape(_GATES, -1, size))
        scratch = scratch_of(self)
        reset, work = scratch("reset", (batch, size), h), scratch("work", (2, batch, size), h)
        bias = scratch("bias", (_GATES, batch, size), h)
        bias[...] = self.bias.array.reshape(_GATES, 1, size)
        masked = self._masked(x)
        with small_products(2 * batch * size**2):
            for t in range(steps):
                own = gates[:, t]
                own += bias
                gru.forward(own, h[t - 1] if t else h0.array, from_h[:2], from_h[2], reset, h[t], work)
                if masked is not None and masked[t].any():
                    h[t][masked[t]] = 0
                    own[:, masked[t]] = 0
        self.userPrevOutput = None
        self.output = self._show(self._output)
        return self.output

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        """The gradient by the input; adds the gradients by the parameters (`scale` must be 1)."""
        self.recompute_backward = False
        if scale is not None and scale != 1:
            raise TorchError("must have scale=1")
        (h0,), x, g = self._prepare(input, gradOutput)
        require(g is not None, "Expecting gradOutput")
        h0 = self.h0 if h0 is None else h0
        dh = self.buffer1.resize_array(h0._size)
        dh[...] = 0 if self.gradPrevOutput is None else self.gradPrevOutput.array
        da = self._run_back(x, g, h0.array, dh)
        self._accumulate(x, h0.array, da)
        self.grad_h0.resize_array(h0._size)[...] = dh
        grad_x = self._gradient_of_input(x)
        product = scratch_of(self)("product", flat(grad_x).shape, grad_x)
        by_rows(da.reshape(_GATES, -1, da.shape[3]), self._weights()[0], flat(grad_x), product)
        self.grad_x = self._show(self._grad_x)
        self.gradPrevOutput = None
        self.userGradPrevOutput = self.grad_h0
        self.gradInput = Table([self.grad_h0, self.grad_x]) if self._return_grad_h0 else self.grad_x
        return self.gradInput

    def _run_back(self, x: Any, g: Any, h0: Any, dh: Any) -> Any:
        """The gradients by the sums of all steps; `dh` becomes that by h0."""
        scratch, masked = scratch_of(self), self._masked(x)
        h, gates = self._output.array, self.gates.array
        batch, size = dh.shape
        from_h = self._weights()[1]
        da, work = scratch("da", gates.shape, h), scratch("work", (2, *dh.shape), h)
        with small_products(2 * batch * size**2):
            for t in range(len(h) - 1, -1, -1):
                dh += g[t]
                if masked is not None:
                    dh[masked[t]] = 0
                own, before = gates[:, t], h[t - 1] if t else h0
                gru.backward(own, before, from_h[:2], from_h[2], dh, da[:, t], dh, work)
        return da

    def _accumulate(self, x: Any, h0: Any, da: Any) -> None:
        """Adds the gradients by weight and bias, those of all steps in one product a gate."""
        inputs, size = self._sizes()
        h, gates, gradWeight, scratch = self._output.array, self.gates.array, self.gradWeight.array, scratch_of(self)
        by_x, by_h = side_by_side(gradWeight[:inputs], _GATES), side_by_side(gradWeight[inputs:], _GATES)
        rows = da.reshape(_GATES, -1, size)
        add_by_weight(by_x, flat(x), rows, scratch("by_x", by_x.shape, h))
        reset = scratch("resets", h.shape, h)
        np.multiply(gates[0, 0], h0, out=reset[0])
        np.multiply(gates[0, 1:], h[:-1], out=reset[1:])
        work = scratch("by_h", by_h.shape, h)
        add_by_weight(by_h[2], flat(reset), rows[2], work[2])
        add_by_weight(by_h[:2], h0, da[:2, 0], work[:2])
        if len(h) > 1:
            add_by_weight(by_h[:2], flat(h[:-1]), da[:2, 1:].reshape(2, -1, size), work[:2])
        self.gradBias.array[...] += da.sum((1, 2)).reshape(-1)

    def forget(self) -> None:
        """The next sequence starts from zeros."""
        self.h0.resize(0)

    def clearState(self) -> None:
        self._clear()
        self.userGradPrevOutput = self.gradPrevOutput = None
        scratch_of(self).clear()

    def toGRU(self) -> Any:
        """A GRU with copies of these parameters and gradients."""
        from ..recurrent import GRU

        inputs, size = self._sizes()
        made = GRU(inputs, size)
        pairs = zip(made.parameters(), ((self.weight, self.bias), (self.gradWeight, self.gradBias)))
        for target, (weight, bias) in pairs:
            own, b = weight.array, bias.array
            sources = (
                *(own[:inputs, : 2 * size].T, b[: 2 * size], own[inputs:, : 2 * size].T),
                *(own[:inputs, 2 * size :].T, b[2 * size :], own[inputs:, 2 * size :].T),
            )
            for tensor, source in zip(target.array_values(), sources):
                tensor.array[...] = source
        return made
