"""The net that one step of nn.LSTM runs, built of modules; subclasses replace parts of it."""

from __future__ import annotations

from typing import Any

from ... import nn
from ..dropout import lazy_dropout
from ..simple import LinearNoBias


def sequence(*modules: Any) -> Any:
    """A Sequential of the given modules."""
    made = nn.Sequential()
    for module in modules:
        made.add(module)
    return made


def branches(*modules: Any) -> Any:
    """A ConcatTable of the given modules."""
    made = nn.ConcatTable()
    for module in modules:
        made.add(module)
    return made


def parallel(*modules: Any) -> Any:
    """A ParallelTable of the given modules."""
    made = nn.ParallelTable()
    for module in modules:
        made.add(module)
    return made


class UnbiasedMaps:
    """What makes the linear maps without bias."""

    def _unbiased(self, inputSize: int, outputSize: int) -> Any:
        return LinearNoBias(inputSize, outputSize)


class LSTMGates(UnbiasedMaps):
    """Factory methods; each keeps what it makes in a field. Gates take {input, output(t-1), cell(t-1)}."""

    inputSize: int
    outputSize: int
    p: float
    mono: Any
    cell2gate: Any

    def _sums(self, peephole: bool) -> Any:
        """{input, output(t-1)[, cell(t-1)]} -> the sum of their maps to outputSize values."""
        from_input = sequence(lazy_dropout(self.p, self.mono), nn.Linear(self.inputSize, self.outputSize))
        from_output = sequence(lazy_dropout(self.p, self.mono), self._unbiased(self.outputSize, self.outputSize))
        maps = parallel(from_input, from_output)
        return maps.add(nn.CMul(self.outputSize)) if peephole else maps

    def buildGate(self) -> Any:
        """A new gate; with cell2gate the cell goes in through a diagonal matrix."""
        gate = nn.Sequential()
        if not self.cell2gate:
            gate.add(nn.NarrowTable(1, 2))
        return gate.add(self._sums(bool(self.cell2gate))).add(nn.CAddTable()).add(nn.Sigmoid())

    def buildInputGate(self) -> Any:
        self.inputGate = self.buildGate()
        return self.inputGate

    def buildForgetGate(self) -> Any:
        self.forgetGate = self.buildGate()
        return self.forgetGate

    def buildOutputGate(self) -> Any:
        self.outputGate = self.buildGate()
        return self.outputGate

    def buildHidden(self) -> Any:
        """What may enter the cell, from input and output(t-1)."""
        self.hiddenLayer = sequence(nn.NarrowTable(1, 2), self._sums(False), nn.CAddTable(), nn.Tanh())
        return self.hiddenLayer

    def buildCell(self) -> Any:
        """cell(t) = forget gate * cell(t-1) + input gate * hidden."""
        self.inputGate = self.buildInputGate()
        self.forgetGate = self.buildForgetGate()
        self.hiddenLayer = self.buildHidden()
        forget = sequence(branches(self.forgetGate, nn.SelectTable(3)), nn.CMulTable())
        input = sequence(branches(self.inputGate, self.hiddenLayer), nn.CMulTable())
        self.cellLayer = sequence(branches(forget, input), nn.CAddTable())
        return self.cellLayer

    def buildModel(self) -> Any:
        """{input, output(t-1), cell(t-1)} -> {output(t), cell(t)}, output(t) = output gate * tanh(cell(t))."""
        self.cellLayer = self.buildCell()
        self.outputGate = self.buildOutputGate()
        return sequence(
            branches(nn.NarrowTable(1, 2), self.cellLayer),
            nn.FlattenTable(),
            branches(
                sequence(branches(self.outputGate, sequence(nn.SelectTable(3), nn.Tanh())), nn.CMulTable()),
                nn.SelectTable(3),
            ),
        )
