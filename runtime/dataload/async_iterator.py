"""A loader whose batches are made by worker processes (dl.AsyncIterator)."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from ..console import lua_print
from ..errors import TorchError
from ..registry import register
from ..table import Table
from .data_loader import DataLoader
from .iterators import for_lua
from .pool import Pool


@register("dl.AsyncIterator")
class AsyncIterator(DataLoader):
    """``AsyncIterator(loader, nthread, verbose, serialmode, threadInit)``: the batches of `loader`, made ahead.

    Each of `nthread` (2) processes has a copy of the loader and random numbers of its own; `threadInit(number)` runs
    there first. Batches come in the order of Torch with one thread, each in new tensors. An error in a worker is
    raised when its batch is due. In a Python script, the main module must be importable
    (``if __name__ == "__main__":``), as for all of multiprocessing.
    """

    __slots__ = ("_pool", "_sizes")

    querymode: Any = None
    verbose: Any = None

    def __init__(
        self,
        dataset: Any,
        nthread: int | None = None,
        verbose: Any = None,
        serialmode: str | None = None,
        threadInit: Any = None,
    ) -> None:
        if not isinstance(dataset, DataLoader):
            raise TorchError("assertion failed!")
        self.dataset = dataset
        self.nthread = 2 if nthread is None else int(nthread)
        self.verbose = verbose
        self.serialmode = serialmode or "ascii"
        if self.serialmode not in ("ascii", "binary"):
            raise TorchError("Serial mode can only be acsii or binary")
        if threadInit is not None and not callable(threadInit):
            raise TorchError("assertion failed!")
        dataset.reset()
        seed = int(time.time())
        if self.verbose:
            for number in range(1, self.nthread + 1):
                lua_print(f"Starting worker thread with id: {number} seed: {seed + number}")
        self._pool = Pool(self.nthread, dataset, threadInit, seed)
        self._sizes: deque = deque()
        self.ninprogress = 0

    def forceCollectGarbage(self) -> None:
        """Collects garbage here and in the workers."""
        self._pool.collect_garbage()
        gc.collect()

    def collectgarbage(self) -> None:
        """The same at every `gcdelay`-th call (50)."""
        self.gcdelay = self.gcdelay or 50
        self.gccount = (self.gccount or 0) + 1
        if self.gccount >= self.gcdelay:
            self.forceCollectGarbage()
            self.gccount = 0

    def synchronize(self) -> None:
        """Waits for the workers and drops batches that nobody took."""
        self.querymode, self.ninprogress = None, 0
        self._sizes.clear()
        self._pool.drain()

    def reset(self) -> None:
        self.synchronize()
        super().reset()

    def asyncPut(self, fn: str, args: Any, size: int) -> None:
        """Has a worker call the loader's method `fn`; `size` is how many samples that gives."""
        arguments = args.array_values() if isinstance(args, Table) else list(args)
        if not isinstance(fn, str) or not isinstance(size, (int, float)):
            raise TorchError("assertion failed!")
        self.ninprogress += 1
        self._pool.put(fn, arguments)
        self._sizes.append(size)

    def asyncGet(self) -> Table:
        """The results of the oldest call as a list, with its `size`."""
        if not self._sizes:
            raise TorchError("assertion failed!")
        size = self._sizes.popleft()
        self.ninprogress -= 1
        batch = Table(self._pool.get())
        batch["size"] = size
        return batch

    def size(self, *args: Any) -> int:
        return self.dataset.size(*args)

    def subiter(self, batchsize: int | None = None, epochsize: int | None = None, *args: Any) -> Iterator[tuple]:
        return _SubAhead(self, "subiter", batchsize, epochsize, args)

    def sampleiter(self, batchsize: int | None = None, epochsize: int | None = None, *args: Any) -> Iterator[tuple]:
        return _SampleAhead(self, "sampleiter", batchsize, epochsize, args)

    _lua_methods = {"subiter": for_lua(subiter), "sampleiter": for_lua(sampleiter)}


class _Ahead:
    """Asks for as many batches ahead as there are workers."""

    def __init__(self, loader: AsyncIterator, mode: str, batchsize: Any, epochsize: Any, extra: tuple) -> None:
        self.loader, self.mode, self.extra = loader, mode, list(extra)
        loader.synchronize()
        loader.querymode = mode
        self.batchsize = 32 if batchsize is None else int(batchsize)
        self.size = int(loader.size())
        self.epochsize = self.size if epochsize is None else int(epochsize)
        self.asked = self.count = 0
        for _ in range(loader.nthread):
            self._ask()

    def _ask(self) -> None:
        if self.asked < self.epochsize:
            self.asked += self.put(min(self.batchsize, self.epochsize - self.asked))

    def put(self, wanted: int) -> int:
        """Asks for a batch of at most `wanted` samples; returns how many they are."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[tuple]:
        return self  # type: ignore[return-value]

    def __next__(self) -> tuple:
        loader = self.loader
        if loader.querymode != self.mode:
            raise TorchError("Can only support one iterator per synchronize()")
        if self.count >= self.epochsize:
            raise StopIteration
        self._ask()
        batch = loader.asyncGet()
        self.count += int(batch["size"])
        loader.collectgarbage()
        return (self.count, *batch.array_values())


class _SubAhead(_Ahead):
    def __init__(self, loader: AsyncIterator, *args: Any) -> None:
        if loader._start is None:
            loader._start = 1
        super().__init__(loader, *args)

    def put(self, wanted: int) -> int:
        start = int(self.loader._start)
        stop = min(start + wanted - 1, self.size)
        self.loader.asyncPut("sub", [start, stop, None, None, *self.extra], stop - start + 1)
        self.loader._start = 1 if stop + 1 >= self.size else stop + 1  # Torch's own arithmetic
        return stop - start + 1


class _SampleAhead(_Ahead):
    def put(self, wanted: int) -> int:
        self.loader.asyncPut("sample", [wanted, None, None, *self.extra], wanted)
        return wanted
