"""The net that one step of nn.FastLSTM runs, all gates in one product; as modules or as a graph."""

from __future__ import annotations

from typing import Any

from ... import nn
from ...errors import TorchError
from ..dropout import lazy_dropout
from ..fused.lstm_cell import FastLSTMCell
from .lstm_gates import LSTMGates, branches, parallel, sequence


class FastLSTMGates(LSTMGates):
    """The four gates, input, hidden, forget and output, are rows of one matrix.

    `usenngraph` makes the net a gModule, `bn` one with batch normalization (of `eps`, `momentum` and `affine`).
    """

    eps: Any
    momentum: Any
    affine: Any
    usenngraph: Any
    bn: Any

    def _map(self, kind: Any, size: int) -> Any:
        """A linear map of `kind` to four times outputSize; with dropout each gate draws its own noise."""
        if self.p == 0:
            return kind(size, 4 * self.outputSize)
        return sequence(
            branches(*[lazy_dropout(self.p, self.mono) for _ in range(4)]),
            parallel(*[kind(size, self.outputSize) for _ in range(4)]),
            nn.JoinTable(2),
        )

    def buildModel(self) -> Any:
        """{input, output(t-1), cell(t-1)} -> {output(t), cell(t)}."""
        self.i2g = self._map(nn.Linear, self.inputSize)
        self.o2g = self._map(self._unbiased, self.outputSize)
        if self.usenngraph or self.bn:
            return self.nngraphModel()
        gates = sequence(
            nn.NarrowTable(1, 2),
            parallel(self.i2g, self.o2g),
            nn.CAddTable(),
            nn.Reshape(4, self.outputSize),
            nn.SplitTable(1, 2),
            parallel(nn.Sigmoid(), nn.Tanh(), nn.Sigmoid(), nn.Sigmoid()),
        )
        hidden = sequence(nn.NarrowTable(1, 2), nn.CMulTable())
        cell = sequence(branches(nn.SelectTable(3), nn.SelectTable(5)), nn.CMulTable())
        next_cell = sequence(branches(hidden, cell), nn.CAddTable())
        output = sequence(
            branches(sequence(nn.SelectTable(1), nn.Tanh()), nn.SelectTable(2)),
            nn.CMulTable(),
        )
        return sequence(
            branches(gates, nn.SelectTable(3)),
            nn.FlattenTable(),  # input, hidden, forget, output, cell
            branches(next_cell, nn.SelectTable(4)),
            nn.FlattenTable(),  # next cell, output gate
            branches(output, nn.SelectTable(1)),
        )

    def _normalization(self, size: int) -> Any:
        made = nn.BatchNormalization(size, self.eps, self.momentum, self.affine)
        if made.weight is None:
            raise TorchError("attempt to index field 'weight' (a nil value): FastLSTM.bn needs affine")
        made.weight.fill(0.1)
        return made

    def nngraphModel(self) -> Any:
        """The same as a graph, in which batch normalization may take part."""
        from ... import nngraph

        size = self.outputSize
        x, prev_h, prev_c = (nngraph.Node({"module": nn.Identity()}) for _ in range(3))
        if self.bn:
            bn_wx, bn_wh = self._normalization(4 * size), self._normalization(4 * size)
            bn_c = self._normalization(size)
            i2h = bn_wx(self.i2g(x).annotate(name="i2h")).annotate(name="bn_wx")
            h2h = bn_wh(self.o2g(prev_h).annotate(name="h2h")).annotate(name="bn_wh")
            h2h = nn.Add(4 * size)(h2h)
        else:
            i2h = self.i2g(x).annotate(name="i2h")
            h2h = self.o2g(prev_h).annotate(name="h2h")
        sums = nn.CAddTable()([i2h, h2h])
        n1, n2, n3, n4 = nn.SplitTable(2)(nn.Reshape(4, size)(sums)).split(4)
        in_gate, in_transform = nn.Sigmoid()(n1), nn.Tanh()(n2)
        forget_gate, out_gate = nn.Sigmoid()(n3), nn.Sigmoid()(n4)
        kept, added = nn.CMulTable()([forget_gate, prev_c]), nn.CMulTable()([in_gate, in_transform])
        next_c = nn.CAddTable()([kept, added])
        shown = bn_c(next_c).annotate(name="bn_c") if self.bn else next_c
        next_h = nn.CMulTable()([out_gate, nn.Tanh()(shown)])
        return nngraph.gModule([x, prev_h, prev_c], [next_h, next_c])

    def _pattern(self) -> str:
        return _STEP.format(int(self.outputSize))

    def _make_cell(self, modules: list[Any], scratch: Any) -> Any:
        return FastLSTMCell(modules, scratch)

    def buildGate(self) -> Any:
        raise TorchError("Not Implemented")

    buildInputGate = buildForgetGate = buildHidden = buildCell = buildOutputGate = buildGate


#: What recognition makes of a step.
_STEP = (
    "Sequential(ConcatTable(Sequential(NarrowTable[1, 2] ParallelTable(Linear LinearNoBias) CAddTable "
    "Reshape[4, {}] SplitTable[1, 2] ParallelTable(Sigmoid Tanh Sigmoid Sigmoid)) SelectTable[3]) FlattenTable "
    "ConcatTable(Sequential(ConcatTable(Sequential(NarrowTable[1, 2] CMulTable) "
    "Sequential(ConcatTable(SelectTable[3] SelectTable[5]) CMulTable)) CAddTable) SelectTable[4]) FlattenTable "
    "ConcatTable(Sequential(ConcatTable(Sequential(SelectTable[1] Tanh) SelectTable[2]) CMulTable) SelectTable[1]))"
)
