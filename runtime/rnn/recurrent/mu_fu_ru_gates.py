"""The net that one step of nn.MuFuRu runs, and the operations that it mixes."""

from __future__ import annotations

from typing import Any

from ... import nn
from ...errors import TorchError
from ...nn.utils import as_table
from ...table import Table
from .lstm_gates import branches, parallel, sequence


def operations() -> Table:
    """The operations by name, in a table of one's own."""
    return Table(OPERATIONS)


def _extreme(kind: Any) -> Any:
    return sequence(nn.MapTable(nn.Unsqueeze(1)), nn.JoinTable(1), kind(1))


#: What each operation makes of {old state, new state}. As in Torch all MuFuRus share these very modules:
#: a cast of one casts all.
OPERATIONS = Table(
    {
        "max": _extreme(nn.Max),
        "keep": nn.SelectTable(1),
        "replace": nn.SelectTable(2),
        "mul": nn.CMulTable(),
        "min": _extreme(nn.Min),
        "diff": nn.CSubTable(),
        "forget": sequence(nn.SelectTable(1), nn.MulConstant(0.0)),
        "sqrt_diff": sequence(nn.CSubTable(), nn.Abs(), nn.Sqrt(), nn.MulConstant(0.25)),
    }
)

_ALL = ("keep", "replace", "mul", "diff", "forget", "sqrt_diff", "max", "min")


class MuFuRuGates:
    """The new state is a learnt mixture of the operations named in `ops`."""

    _typename: str
    inputSize: Any
    outputSize: Any
    num_ops: int
    operations: Any
    ops: Any

    def _choose(self, ops: Any) -> None:
        """Sets which operations are mixed: those named, or all."""
        self.ops = Table(_ALL) if ops is None else as_table(ops)
        self.num_ops = len(self.ops)
        self.operations = Table([OPERATIONS.get(name) for name in self.ops.array_values()])

    def buildModel(self) -> Any:
        """{x(t), s(t-1)} -> s(t)."""
        size, both, count = self.outputSize, self.inputSize + self.outputSize, self.num_ops
        reset = sequence(
            parallel(nn.Linear(self.inputSize, size), nn.Linear(size, size)),
            nn.CAddTable(),
            nn.Sigmoid(),
        )
        feature = sequence(
            branches(nn.SelectTable(1), sequence(nn.NarrowTable(2, 2), nn.CMulTable())),
            nn.JoinTable(2),
            nn.Linear(both, size),
            nn.Sigmoid(),
        )
        weights = sequence(
            nn.NarrowTable(1, 2),
            nn.JoinTable(2),
            nn.Linear(both, count * size),
            nn.View(count, size).setNumInputDims(1),
            nn.Transpose(Table([1, 2])),
            nn.SoftMax(),
        )
        results = sequence(
            nn.NarrowTable(1, 2),
            branches(*self.operations.array_values()),
            nn.MapTable(nn.Unsqueeze(1)),
            nn.JoinTable(1, 3),
        )
        mixed = sequence(branches(results, nn.SelectTable(3)), nn.CMulTable(), nn.Sum(1, 3))
        return sequence(
            branches(nn.SelectTable(1), nn.SelectTable(2), reset),
            branches(nn.SelectTable(2), feature, weights),
            mixed,
        )

    def __tostring__(self) -> str:
        names = "".join([f"{name} " for name in self.ops.array_values()])
        return f"{self._typename}({int(self.inputSize)} -> {int(self.outputSize)}) {{ {names}}}"

    def migrate(self, params: Any) -> None:
        raise TorchError("Migrate not supported for MuFuRu")
