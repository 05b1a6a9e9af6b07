"""Batches made by worker processes."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from runtime import Table, TorchError, dataload, torch


class Loader(dataload.TensorLoader):
    """Fails, ends, waits and tells on demand."""

    def fail(self, text: str) -> None:
        raise TorchError(text)

    def end(self) -> None:
        os._exit(3)

    def late(self, seconds: float, value: float) -> Any:
        time.sleep(seconds)
        return torch.Tensor([value]), os.getpid()

    def marked(self) -> Any:
        return os.environ.get("MARK")

    def none(self) -> None:
        return None


def mark(number: int) -> None:
    os.environ["MARK"] = f"worker {number}"


@pytest.fixture(scope="module")
def pair() -> Any:
    """An iterator with two workers, which the tests here share: they take a while to start."""
    loader = Loader(torch.range(1, 20).view(10, 2), torch.range(1, 10))
    return dataload.AsyncIterator(loader, 2, None, "binary", mark)


def targets(iterator: Any) -> list[list]:
    return [y.tolist() for _, _, y in iterator]


def test_batches_in_order(pair: Any) -> None:
    pair.reset()
    assert [count for count, _, _ in pair.subiter(4, 10)] == [4, 8, 10]
    pair.reset()
    assert targets(pair.subiter(4, 8)) == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert targets(pair.subiter(4, 4)) == [[9, 10], [1, 2]]
    assert pair.size() == 10 and pair.querymode == "subiter"


def test_samples(pair: Any) -> None:
    counts = []
    for count, x, y in pair.sampleiter(4, 10):
        assert x.select(2, 2).tolist() == [2 * i for i in y.tolist()]
        counts.append(count)
    assert counts == [4, 8, 10] and pair.ninprogress == 0


def test_results_come_in_the_order_of_jobs(pair: Any) -> None:
    pair.synchronize()
    for i, seconds in enumerate((0.3, 0, 0.1, 0)):
        pair.asyncPut("late", [seconds, i], 1)
    found = [pair.asyncGet() for _ in range(4)]
    assert [batch[1][0] for batch in found] == [0, 1, 2, 3]
    assert len({batch[2] for batch in found}) == 2 and os.getpid() not in {batch[2] for batch in found}
    assert found[0]["size"] == 1


def test_initialization_runs_in_each_worker(pair: Any) -> None:
    for _ in range(2):
        pair.asyncPut("marked", Table(), 1)
    assert [pair.asyncGet()[1] for _ in range(2)] == ["worker 1", "worker 2"]
    assert "MARK" not in os.environ


def test_errors_come_with_their_batch(pair: Any) -> None:
    pair.asyncPut("late", [0, 1], 1)
    pair.asyncPut("fail", ["too bad"], 1)
    pair.asyncPut("nothing", [], 1)
    pair.asyncPut("late", [0, 2], 1)
    assert pair.asyncGet()[1][0] == 1
    with pytest.raises(TorchError, match=r"(?s)\[data worker 2\].*TorchError: too bad"):
        pair.asyncGet()
    with pytest.raises(TorchError, match="has no method 'nothing'"):
        pair.asyncGet()
    assert pair.asyncGet()[1][0] == 2


def test_one_iterator_at_a_time(pair: Any) -> None:
    first = pair.subiter(2)
    next(first)
    pair.synchronize()
    with pytest.raises(TorchError, match="Can only support one iterator per synchronize"):
        next(first)


def test_large_arguments_and_results(pair: Any) -> None:
    pair.synchronize()
    many = torch.LongTensor(200_000).fill(3)
    for _ in range(4):
        pair.asyncPut("index", [many], 200_000)
    for _ in range(4):
        assert pair.asyncGet()[2].sum() == 600_000


def test_views_travel_without_their_storage(pair: Any) -> None:
    pair.asyncPut("none", [], 1)
    assert len(pair.asyncGet()) == 0
    loader = dataload.SequenceLoader(torch.range(1, 100), 5)
    x, y = dataload.nested.compact(loader.sub(1, 3))
    assert len(x.storage()) == 15 and y.tolist() == loader.sub(1, 3)[1].tolist()


def test_garbage_collection_and_wrong_arguments(pair: Any) -> None:
    pair.reset()
    pair.gcdelay = 1
    assert len(targets(pair.subiter(5, 10))) == 2
    with pytest.raises(TorchError):
        dataload.AsyncIterator(3)
    with pytest.raises(TorchError, match="Serial mode can only be acsii or binary"):
        dataload.AsyncIterator(pair.dataset, 1, None, "xml")
    with pytest.raises(TorchError, match="cannot send this to data workers"):
        dataload.AsyncIterator(pair.dataset, 1, None, None, lambda number: None)


def test_a_worker_that_ends(pair: Any) -> None:
    pair.synchronize()
    pair.asyncPut("end", [], 1)
    pair.asyncPut("late", [0, 1], 1)
    with pytest.raises(TorchError, match=r"data worker \d ended unexpectedly \(exit code 3\)"):
        pair.asyncGet()
    assert pair.asyncGet()[1][0] == 1  # the other one goes on
