"""The recurrence of nn.SeqGRU on arrays, whatever package it is of."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn.convolution.kernels.parallel import small_products
from ..kernels import gru
from ..kernels.products import add_by_weight, by_rows, multiply, side_by_side
from ..kernels.scratch import scratch_of
from .sequence_layer import SequenceLayer, flat

_GATES = 3


class GRUSequence(SequenceLayer):
    """`weight` is (inputs + outputs) x 3 outputs: reset gate, update gate, candidate.

    `gates` is 3 x steps x batch x outputs (in Torch the three are side by side), `_output` the output of all steps.
    """

    h0: Any
    gates: Any
    _output: Any = None

    def _weights(self) -> tuple[Any, Any]:
        """What maps the input, and the state (for the candidate the reset one), gate by gate."""
        weight, inputs = self.weight.array, self._sizes()[0]
        return side_by_side(weight[:inputs], _GATES), side_by_side(weight[inputs:], _GATES)

    def _run(self, x: Any, h0: Any, h: Any, masked: Any) -> None:
        """The outputs `h` of all steps for the input x."""
        steps, batch, size = h.shape
        gates = self.gates.resize_array((_GATES, steps, batch, size))
        from_x, from_h = self._weights()
        multiply(flat(x), from_x, gates.reshape(_GATES, -1, size))
        scratch = scratch_of(self)
        reset, work = scratch("reset", (batch, size), h), scratch("work", (2, batch, size), h)
        bias = scratch("bias", (_GATES, batch, size), h)
        bias[...] = self.bias.array.reshape(_GATES, 1, size)
        with small_products(2 * batch * size**2):
            for t in range(steps):
                own = gates[:, t]
                own += bias
                gru.forward(own, h[t - 1] if t else h0, from_h[:2], from_h[2], reset, h[t], work)
                if masked is not None and masked[t].any():
                    h[t][masked[t]] = 0
                    own[:, masked[t]] = 0

    def _run_back(self, g: Any, h0: Any, dh: Any, masked: Any) -> Any:
        """The gradients by the sums of all steps; `dh` becomes that by h0."""
        scratch = scratch_of(self)
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

    def _by_input(self, da: Any, grad_x: Any) -> None:
        """The gradient by the input of all steps, in `grad_x`."""
        product = scratch_of(self)("product", flat(grad_x).shape, grad_x)
        by_rows(da.reshape(_GATES, -1, da.shape[3]), self._weights()[0], flat(grad_x), product)

    def forget(self) -> None:
        """The next sequence starts from zeros."""
        self.h0.resize(0)
