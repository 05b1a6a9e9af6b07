"""Iterators over batches: (number of samples so far, inputs, targets, ...)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


class Batches:
    """What subiter and sampleiter give: a Python iterator, or called like Lua's, which gives None in the end."""

    def __init__(self, loader: Any, batchsize: Any, epochsize: Any, extra: tuple) -> None:
        self.loader, self.extra = loader, extra
        self.batchsize = 32 if batchsize is None else int(batchsize)
        self.size = int(loader.size())
        epochsize = -1 if epochsize is None else int(epochsize)
        self.epochsize = epochsize if epochsize > 0 else self.size
        self.count = 0
        self.buffers: tuple = (None, None)

    def __iter__(self) -> Iterator[tuple]:
        return self

    def __next__(self) -> tuple:
        if self.count >= self.epochsize:
            raise StopIteration
        size, batch = self.take(min(self.batchsize, self.epochsize - self.count))
        batch = batch if isinstance(batch, tuple) else (batch,)
        self.buffers = (*batch, None, None)[:2]  # the next batch goes into the same tensors
        self.count += size
        self.loader.collectgarbage()
        return (self.count, *batch)

    def __call__(self, *_: Any) -> tuple | None:
        return next(self, None)

    def take(self, wanted: int) -> tuple[int, Any]:
        """The next batch of at most `wanted` samples, and how many they are."""
        raise NotImplementedError


class SubBatches(Batches):
    """In order, from where the last such iterator stopped; a batch ends at the end of the data."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if self.loader._start is None:
            self.loader._start = 1

    def take(self, wanted: int) -> tuple[int, Any]:
        start = int(self.loader._start)
        stop = min(start + wanted - 1, self.size)
        batch = self.loader.sub(start, stop, *self.buffers, *self.extra)
        self.loader._start = 1 if stop >= self.size else stop + 1
        return stop - start + 1, batch


class SampleBatches(Batches):
    """Drawn at random, with replacement."""

    def take(self, wanted: int) -> tuple[int, Any]:
        return wanted, self.loader.sample(wanted, *self.buffers, *self.extra)


def for_lua(method: Callable) -> Callable:
    """A method that gives an iterator, as Lua sees it: it gives a function, for a `for` loop."""

    def iterate(self: Any, *args: Any) -> Any:
        iterator = method(self, *args)

        def step() -> Any:
            return next(iterator, None)

        return step

    return iterate


def batches(loader: Any, name: str, *args: Any) -> Iterator[tuple]:
    """Walks ``loader.<name>(*args)``, which may be Lua's own iterator function."""
    iterator = getattr(loader, name)(*args)
    if hasattr(iterator, "__next__"):
        yield from iterator
        return
    while True:
        batch = iterator()
        batch = batch if isinstance(batch, tuple) else (batch,)
        if batch[0] is None:
            return
        yield batch
