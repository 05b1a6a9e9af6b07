"""The recurrence of nn.SeqGRU on arrays, whatever package it is of."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels import gru
from ..kernels.gate_weights import GateWeights
from ..kernels.scratch import scratch_of
from .sequence_layer import SequenceLayer, flat

_GATES = 3


class GRUSequence(SequenceLayer):
    """`weight` is (inputs + outputs) x 3 outputs: reset gate, update gate, candidate.

    `gates` is steps x 3 x batch x outputs (in Torch the three are side by side), `_output` the output of all steps.
    """

    h0: Any
    gates: Any
    _output: Any = None

    def _from_input(self) -> GateWeights:
        """What maps the input."""
        inputs, size = self._sizes()
        return GateWeights(size, self._part(slice(0, inputs)))

    def _from_state(self) -> tuple[GateWeights, GateWeights]:
        """What maps the state to the gates, and the reset state to the candidate."""
        inputs, size = self._sizes()
        rows, split = slice(inputs, None), 2 * size
        gates, new = self._part(rows, slice(0, split)), self._part(rows, slice(split, None))
        return GateWeights(size, gates), GateWeights(size, new)

    def _repeated(self, batch: int, steps: int) -> tuple[Any, Any]:
        """Their products for so many steps."""
        scratch, (gates, new) = scratch_of(self), self._from_state()
        bias = self.bias.array.reshape(_GATES, -1)
        return gates.repeated(bias[:2], batch, steps, scratch), new.repeated(bias[2:], batch, steps, scratch, "new")

    def _run(self, x: Any, h0: Any, h: Any, masked: Any) -> None:
        """The outputs `h` of all steps for the input x."""
        steps, batch, size = h.shape
        gates = self.gates.resize_array((steps, _GATES, batch, size)).swapaxes(0, 1)
        to_gates, to_new = self._repeated(batch, steps)
        scratch = scratch_of(self)
        reset, work = scratch("reset", (batch, size), h), scratch("work", (2, batch, size), h)
        gates_of = self._from_input().projection(x, gates, scratch)
        with to_gates.products():
            for t in range(steps):
                own = gates_of(t)
                gru.forward(own, h[t - 1] if t else h0, to_gates, to_new, reset, h[t], work)
                if masked is not None and masked[t].any():
                    h[t][masked[t]] = 0
                    own[:, masked[t]] = 0

    def _run_back(self, g: Any, h0: Any, dh: Any, masked: Any) -> Any:
        """The gradients by the sums of all steps, gates side by side; `dh` becomes that by h0."""
        scratch = scratch_of(self)
        h, gates = self._output.array, self.gates.array
        batch, size = dh.shape
        to_gates, to_new = self._repeated(batch, len(h))
        da, work = scratch("da", (len(h), batch, _GATES * size), h), scratch("work", (4, *dh.shape), h)
        with to_gates.products():
            for t in range(len(h) - 1, -1, -1):
                dh += g[t]
                if masked is not None:
                    dh[masked[t]] = 0
                before = h[t - 1] if t else h0
                gru.backward(gates[t], before, to_gates, to_new, dh, da[t], dh, work)
        return da

    def _accumulate(self, x: Any, h0: Any, da: Any) -> None:
        """Adds the gradients by weight and bias, those of all steps in one product."""
        h, gates, scratch = self._output.array, self.gates.array, scratch_of(self)
        split, (to_gates, to_new) = 2 * h.shape[2], self._from_state()
        self._from_input().accumulate(flat(x), flat(da), 1)
        reset = scratch("resets", h.shape, h)
        np.multiply(gates[0, 0], h0, out=reset[0])
        np.multiply(gates[1:, 0], h[:-1], out=reset[1:])
        to_new.accumulate(flat(reset), flat(da)[:, split:], 1)
        to_gates.accumulate(h0, da[0][:, :split], 1)
        if len(h) > 1:
            to_gates.accumulate(flat(h[:-1]), flat(da[1:])[:, :split], 1)
        self.gradBias.array[...] += da.sum((0, 1))

    def _by_input(self, da: Any, grad_x: Any) -> None:
        """The gradient by the input of all steps, in `grad_x`."""
        self._from_input().back(flat(da), flat(grad_x))

    def forget(self) -> None:
        """The next sequence starts from zeros."""
        self.h0.resize(0)
