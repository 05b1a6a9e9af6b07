"""The recurrence of nn.SeqLSTM on arrays, whatever package it is of."""

from __future__ import annotations

from typing import Any

from ..kernels import lstm
from ..kernels.gate_weights import GateWeights
from ..kernels.products import put_side_by_side
from ..kernels.scratch import scratch_of
from .sequence_layer import SequenceLayer, flat

_GATES = 4


class LSTMSequence(SequenceLayer):
    """`weight` is (inputsize + outputsize) x 4 hiddensize: input, forget, output gate, new cell content.

    The gradients of all steps are multiplied at once. `gates` is steps x 4 x batch x hiddensize (in Torch the four
    are side by side), `_output` the output of all steps.
    """

    h0: Any
    c0: Any
    cell: Any
    gates: Any
    _output: Any = None
    #: Whether a sample that is masked at a step hands no gradient by its cell back.
    _masks_cells = False

    def _hidden_size(self) -> int:
        raise NotImplementedError

    def _weights(self) -> tuple[GateWeights, GateWeights]:
        """What maps the input, and the output of the step before."""
        inputs, size = self._sizes()[0], self._hidden_size()
        return GateWeights(size, self._part(slice(0, inputs))), GateWeights(size, self._part(slice(inputs, None)))

    def _run(self, x: Any, h0: Any, c0: Any, h: Any, c: Any, masked: Any) -> None:
        """The outputs `h` and cells `c` of all steps for the input x."""
        scratch, (steps, batch, size) = scratch_of(self), c.shape
        gates = self.gates.resize_array((steps, _GATES, batch, size)).swapaxes(0, 1)
        work, hidden = scratch("work", (batch, size), c), self._hidden_outputs(h, size)
        from_x, from_h = self._weights()
        product = from_h.repeated(self.bias.array, batch, steps, scratch)
        gates_of = from_x.projection(x, gates, scratch)
        with product.products():
            for t in range(steps):
                own = gates_of(t)
                product.add(h[t - 1] if t else h0, own)
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

    def _run_back(self, g: Any, h0: Any, c0: Any, dh: Any, dc: Any, masked: Any) -> Any:
        """The gradients by the sums of all steps, gates side by side; `dh` and `dc` become those by h0 and c0."""
        scratch = scratch_of(self)
        c, gates = self.cell.array, self.gates.array
        steps, batch, size = c.shape
        product = self._weights()[1].repeated(self.bias.array, batch, steps, scratch)
        da = scratch("da", (steps, batch, _GATES * size), c)
        by_gate, work = scratch("by_gate", (_GATES, batch, size), c), scratch("work", (2, batch, size), c)
        with product.products():
            for t in range(steps - 1, -1, -1):
                dh += g[t]
                if masked is not None:
                    dh[masked[t]] = 0
                    if self._masks_cells:
                        dc[masked[t]] = 0
                through = self._project_back(t, dh)
                own = gates[t]
                lstm.backward(lstm.SEQ_LSTM, own, c[t - 1] if t else c0, c[t], through, dc, by_gate, work)
                dc *= own[lstm.SEQ_LSTM.f]
                put_side_by_side(by_gate, da[t])
                product.back(da[t], dh)
        return da

    def _project_back(self, t: int, dh: Any) -> Any:
        """The gradient by the output of the cells of a step, from that by its output."""
        return dh

    def _accumulate(self, x: Any, h0: Any, da: Any) -> None:
        """Adds the gradients by weight and bias, those of all steps in one product."""
        h, (from_x, from_h) = self._output.array, self._weights()
        from_x.accumulate(flat(x), flat(da), 1)
        from_h.accumulate(h0, da[0], 1)
        if len(h) > 1:
            from_h.accumulate(flat(h[:-1]), flat(da[1:]), 1)
        self.gradBias.array[...] += da.sum((0, 1))

    def _by_input(self, da: Any, grad_x: Any) -> None:
        """The gradient by the input of all steps, in `grad_x`."""
        self._weights()[0].back(flat(da), flat(grad_x))

    def forget(self) -> None:
        """The next sequence starts from zeros."""
        self.c0.resize(0)
        self.h0.resize(0)
