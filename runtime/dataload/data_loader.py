"""What all loaders share (dl.DataLoader)."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

from ..copying import clone
from ..errors import TorchError
from ..objects import TorchObject
from ..registry import register
from ..tensor import TENSORS
from .iterators import SampleBatches, SubBatches, for_lua


def not_implemented(hint: str = "") -> TorchError:
    return TorchError("Not Implemented" + hint)


@register("dl.DataLoader")
class DataLoader(TorchObject):
    """Gives batches of inputs and targets: by numbers (index), ranges (sub) or at random (sample).

    A loader of one's own defines at least size() and index(indices, inputs, targets); `inputs` and `targets` are
    buffers to use, or None.
    """

    _indices: Any = None
    _start: Any = None
    gcdelay: Any = None
    gccount: Any = None

    def index(self, indices: Any, inputs: Any = None, targets: Any = None, *args: Any) -> Any:
        """The samples with these numbers (a LongTensor)."""
        raise not_implemented()

    def sample(self, batchsize: int, inputs: Any = None, targets: Any = None, *args: Any) -> Any:
        """A batch drawn at random, with replacement."""
        return self.index(self._numbers().resize(batchsize).random(1, self.size()), inputs, targets, *args)

    def sub(self, start: int, stop: int, inputs: Any = None, targets: Any = None, *args: Any) -> Any:
        """The samples start to stop."""
        return self.index(self._numbers().range(start, stop), inputs, targets, *args)

    def _numbers(self) -> Any:
        if self._indices is None:
            self._indices = TENSORS["Long"]()
        return self._indices

    def shuffle(self) -> Any:
        """Puts the samples in a random order."""
        raise not_implemented()

    def split(self, ratio: float) -> Any:
        """Two loaders with the first `ratio` of the samples and the rest."""
        raise not_implemented()

    def size(self) -> int:
        """The number of samples."""
        raise not_implemented()

    def isize(self, excludedim: Any = None) -> Any:
        """The size of inputs, as a table, without the batch dimension (False: with it)."""
        raise not_implemented()

    def tsize(self, excludedim: Any = None) -> Any:
        """The size of targets, likewise."""
        raise not_implemented()

    def reset(self) -> None:
        """Forgets buffers and the position of subiter."""
        self._indices = self._start = None

    def collectgarbage(self) -> None:
        """Collects garbage at every `gcdelay`-th call (200)."""
        self.gcdelay = self.gcdelay or 200
        self.gccount = (self.gccount or 0) + 1
        if self.gccount >= self.gcdelay:
            gc.collect()
            self.gccount = 0

    def clone(self) -> Any:
        """A deep copy."""
        return clone(self)

    def subiter(self, batchsize: int | None = None, epochsize: int | None = None, *args: Any) -> Iterator[tuple]:
        """Iterates over (count, inputs, targets): batches of `batchsize` (32) until `epochsize` samples (all) came.

        The next such iterator goes on where this one stops; batches end at the end of the data. The same tensors are
        filled again and again.
        """
        return SubBatches(self, batchsize, epochsize, args)

    def sampleiter(self, batchsize: int | None = None, epochsize: int | None = None, *args: Any) -> Iterator[tuple]:
        """Iterates over (count, inputs, targets) of samples drawn at random."""
        return SampleBatches(self, batchsize, epochsize, args)

    _lua_methods = {"subiter": for_lua(subiter), "sampleiter": for_lua(sampleiter)}
