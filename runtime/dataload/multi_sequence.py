"""Many sequences of their own lengths (dl.MultiSequence)."""

from __future__ import annotations

import math
from typing import Any

from ..errors import TorchError
from ..registry import register
from ..table import Table
from ..tensor.core import TensorCore
from . import nested
from .data_loader import DataLoader, not_implemented
from .sequencing import new_trackers, pieces


@register("dl.MultiSequence")
class MultiSequence(DataLoader):
    """``MultiSequence(sequences, batchsize)``: batches are time x batchsize, targets are the inputs one step later.

    Each column goes through one sequence after the other; before each comes a separator (input 0, target 1; vectors:
    zeros), which makes models with maskZero forget. `randseq`: the next sequence is drawn at random.
    """

    randseq: Any = None

    def __init__(self, sequences: Any, batchsize: int) -> None:
        self.sequences = nested.as_data(sequences)
        if not isinstance(self.sequences.get(1), TensorCore) or not isinstance(batchsize, (int, float)):
            raise TorchError("assertion failed!")
        self.batchsize = batchsize
        self.seqlen = math.ceil(sum(s.size(1) for s in self.sequences.array_values()) / batchsize)
        self.reset()

    def reset(self) -> None:
        """Forgets buffers and positions: the next batch starts with the first sequence."""
        super().reset()
        self.trackers = new_trackers()

    def sub(self, start: int, stop: int, inputs: Any = None, targets: Any = None, *args: Any) -> tuple[Any, Any]:
        """The next stop - start + 1 steps."""
        steps, columns = int(stop - start) + 1, int(self.batchsize)
        inputs = type(self.sequences[1])() if inputs is None else inputs
        targets = type(inputs)() if targets is None else targets
        x = inputs.resize_array((steps, columns, *map(int, self.isize().array_values())))
        y = targets.resize_array((steps, columns, *map(int, self.tsize().array_values())))
        x.fill(0)
        y.fill(0)
        count = len(self.sequences)
        for column in range(columns):
            for row, chosen, first, number in pieces(self, column + 1, steps, count, self._rows):
                if number:
                    sequence = self.sequences[chosen].array
                    x[row : row + number, column] = sequence[first - 1 : first - 1 + number]
                    y[row : row + number, column] = sequence[first : first + number]
                elif y.ndim == 2:
                    y[row, column] = 1
        return inputs, targets

    def _rows(self, chosen: int) -> int:
        return self.sequences[chosen].size(1) - 1

    def sample(self, *args: Any) -> Any:
        raise not_implemented()

    def size(self) -> int:
        """The number of steps in an epoch."""
        return self.seqlen

    def isize(self, excludedim: Any = None) -> Table:
        """The size of one step; False: with the number of steps."""
        size = nested.size(self.sequences[1], excludedim)
        if excludedim not in (None, 1):
            size[1] = self.size()
        return size

    def tsize(self, excludedim: Any = None) -> Table:
        return self.isize(excludedim)

    def sampleiter(self, *args: Any) -> Any:
        raise not_implemented(". Use subiter instead.")
