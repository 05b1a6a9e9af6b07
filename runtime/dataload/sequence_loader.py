"""One long sequence, cut into as many parallel ones as a batch has rows (dl.SequenceLoader)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..registry import register
from ..table import Table
from ..tensor.core import TensorCore
from . import nested
from .data_loader import DataLoader, not_implemented


@register("dl.SequenceLoader")
class SequenceLoader(DataLoader):
    """``SequenceLoader(sequence, batchsize)``: batches are time x batchsize, targets are the inputs one step later.

    `bidirectional`: targets are the inputs themselves. What does not fill a column is left out. Batches share the
    loader's memory.
    """

    bidirectional: Any = None

    def __init__(self, sequence: Any, batchsize: int, bidirectional: Any = None) -> None:
        if not isinstance(sequence, TensorCore) or not isinstance(batchsize, (int, float)):
            raise TorchError("assertion failed!")
        self.batchsize = batchsize
        self.bidirectional = bidirectional
        length, columns = sequence.size(1) // int(batchsize), int(batchsize)
        self.data = sequence.sub(1, length * columns).view(columns, length).t().contiguous()

    def sub(self, start: int, stop: int, inputs: Any = None, targets: Any = None, *args: Any) -> tuple[Any, Any]:
        data = self.data
        inputs = type(data)() if inputs is None else inputs
        targets = type(inputs)() if targets is None else targets
        if stop > self.size():
            raise TorchError("assertion failed!")
        inputs.set(data.sub(start, stop))
        targets.set(inputs if self.bidirectional else data.sub(start + 1, stop + 1))
        return inputs, targets

    def sample(self, *args: Any) -> Any:
        raise not_implemented()

    def size(self) -> int:
        """The number of steps."""
        return self.data.size(1) if self.bidirectional else self.data.size(1) - 1

    def isize(self, excludedim: Any = None) -> Table:
        """The size of inputs; the excluded dimension is time unless given."""
        size = nested.size(self.data, excludedim)
        if excludedim not in (None, 1):
            size[1] = self.size()
        return size

    def tsize(self, excludedim: Any = None) -> Table:
        return self.isize(excludedim)

    def sampleiter(self, *args: Any) -> Any:
        raise not_implemented(". Use subiter instead.")
