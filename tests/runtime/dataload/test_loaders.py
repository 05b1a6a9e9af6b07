"""Loaders of tensors and sequences, and their iterators."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, dataload, torch
from runtime.dataload import chance


def numbers() -> Any:
    return dataload.TensorLoader(torch.range(1, 30).view(10, 3), torch.range(101, 110))


def walk(iterator: Any) -> list[tuple[int, list, list]]:
    return [(count, x.tolist(), y.tolist()) for count, x, y in iterator]


def test_index_reuses_buffers() -> None:
    x, y = torch.Tensor(), torch.Tensor()
    found = numbers().index(torch.LongTensor([10, 1]), x, y)
    assert found[0] is x and found[1] is y
    assert x.tolist() == [[28, 29, 30], [1, 2, 3]] and y.tolist() == [110, 101]


def test_subiter_remembers_its_place_and_wraps() -> None:
    loader = numbers()
    assert [row[2] for row in walk(loader.subiter(4, 6))] == [[101, 102, 103, 104], [105, 106]]
    rest = walk(loader.subiter(3, 7))
    assert [row[0] for row in rest] == [3, 4, 7]
    assert [row[2] for row in rest] == [[107, 108, 109], [110], [101, 102, 103]]
    loader.reset()
    assert walk(loader.subiter(10))[0][2] == list(range(101, 111))


def test_an_iterator_can_be_called() -> None:
    step = numbers().subiter(6)
    assert step()[0] == 6 and step()[0] == 10 and step() is None and step() is None


def test_samples_are_drawn_with_torchs_numbers() -> None:
    torch.manualSeed(9)
    loader = numbers()
    drawn = [y for _, _, y in walk(loader.sampleiter(4, 6))]
    torch.manualSeed(9)
    want = torch.LongTensor(4).random(1, 10).tolist(), torch.LongTensor(2).random(1, 10).tolist()
    assert drawn == [[100 + i for i in row] for row in want]


def test_split_shares_and_shuffle_copies() -> None:
    loader = numbers()
    first, second = loader.split(0.73)
    assert (first.size(), second.size()) == (7, 3)
    loader.inputs.zero()
    assert second.inputs.sum() == 0
    same, order = loader.shuffle()
    assert same is loader and sorted(order.tolist()) == list(range(1, 11))
    assert loader.targets.tolist() == [100 + i for i in order.tolist()]
    assert first.targets.tolist() == list(range(101, 108))
    for ratio in (0, 1):
        with pytest.raises(TorchError, match="Expecting 0 < arg < 1"):
            loader.split(ratio)


def test_nested_batches() -> None:
    loader = dataload.TensorLoader([torch.range(1, 6), [torch.range(1, 12).view(6, 2)]], torch.ones(6))
    assert loader.isize()[2][1].array_values() == [2] and len(loader.isize()[1]) == 0
    assert loader.isize(False)[1].array_values() == [6]
    assert loader.isize(7)[2][1].array_values() == [6, 2]
    x, y = loader.sub(2, 3)
    assert x[2][1].tolist() == [[3, 4], [5, 6]]
    again, _ = loader.sub(5, 5, x, y)
    assert again is x and x[1].tolist() == [5]
    with pytest.raises(TorchError):
        dataload.TensorLoader(torch.ones(3), torch.ones(4))


def test_clone_is_deep() -> None:
    loader = numbers()
    copy = loader.clone()
    loader.inputs.zero()
    assert copy.inputs.sum() == 465 and type(copy) is type(loader)


def test_abstract_methods_say_so() -> None:
    base = dataload.DataLoader()
    for name in ("index", "shuffle", "split", "size", "isize", "tsize"):
        with pytest.raises(TorchError, match="Not Implemented"):
            getattr(base, name)(*[1] * (name in ("index", "split")))


def test_a_loader_of_ones_own() -> None:
    class Squares(dataload.DataLoader):
        def size(self) -> int:
            return 5

        def index(self, indices: Any, inputs: Any = None, targets: Any = None, *args: Any) -> Any:
            return indices, torch.LongTensor(indices.array**2), "more"

    batches = [(count, y.tolist(), more) for count, _, y, more in Squares().subiter(3)]
    assert batches == [(3, [1, 4, 9], "more"), (5, [16, 25], "more")]


def test_sequence_loader() -> None:
    loader = dataload.SequenceLoader(torch.range(1, 23), 3)
    assert loader.size() == 6 and loader.isize(False).array_values() == [6, 3]
    assert loader.isize().array_values() == loader.tsize().array_values() == [3]
    rows = walk(loader.subiter(4))
    assert [row[0] for row in rows] == [4, 6]
    assert rows[0][1][0] == [1, 8, 15] and rows[1][2][-1] == [7, 14, 21]
    with pytest.raises(TorchError):
        loader.sub(5, 7)
    with pytest.raises(TorchError, match="Not Implemented. Use subiter instead"):
        loader.sampleiter(2)


def test_bidirectional_sequences_share_memory() -> None:
    loader = dataload.SequenceLoader(torch.range(1, 20), 4, True)
    x, y = loader.sub(2, 5)
    assert loader.size() == 5 and x.storage() is y.storage() is loader.data.storage()


def test_multi_sequence_separates() -> None:
    loader = dataload.MultiSequence([torch.LongTensor([11, 12, 13]), torch.LongTensor([21, 22])], 2)
    x, y = loader.sub(1, 6)
    assert x.t().tolist() == [[0, 11, 12, 0, 21, 0], [0, 21, 0, 11, 12, 0]]  # a separator chooses what follows it
    assert y.t().tolist() == [[1, 12, 13, 1, 22, 1], [1, 22, 1, 12, 13, 1]]
    assert loader.size() == 3
    following = loader.sub(1, 2)[0].t().tolist()
    assert following == [[11, 12], [21, 0]]
    loader.reset()
    assert loader.sub(1, 2, x, y)[0] is x and x.tolist() == [[0, 0], [11, 21]]


def test_multi_sequence_of_vectors() -> None:
    sequences = Table([torch.range(1, 8).view(4, 2), torch.range(11, 16).view(3, 2)])
    x, y = dataload.MultiSequence(sequences, 1).sub(1, 5)
    assert x.size().tolist() == [5, 1, 2]
    assert y.select(2, 1).tolist() == [[0, 0], [3, 4], [5, 6], [7, 8], [0, 0]]


def test_random_order_comes_from_luas_generator() -> None:
    asked = []

    def lua(first: int, last: int) -> int:
        asked.append((first, last))
        return 2

    chance.use_math_random(lua)
    try:
        loader: Any = dataload.MultiSequence([torch.Tensor([1, 2]), torch.Tensor([7, 8])], 1)
        loader.randseq = True
        assert loader.sub(1, 4)[0].view(-1).tolist() == [0, 7, 0, 7]
        assert asked == [(1, 2)] * 2
    finally:
        chance.use_math_random(None)
    assert 1 <= chance.integer(1, 3) <= 3 and 0 <= chance.below_one() < 1


def test_bigrams() -> None:
    loader = dataload.SequenceLoader(torch.LongTensor([1, 2, 1, 3, 1, 2, 2]), 1)
    bigrams = dataload.buildBigrams(loader)
    assert bigrams[1]["index"].tolist() == [2, 3]
    np.testing.assert_allclose(bigrams[1]["prob"].numpy(), [2 / 3, 1 / 3], 1e-6)
    assert bigrams[2]["index"].tolist() == [1, 2] and len(bigrams) == 3


def test_normalizing(tmp_path: Any, capsys: Any) -> None:
    torch.manualSeed(2)
    loader = dataload.TensorLoader(torch.rand(40, 3, 2, 2).mul(5).add(7), torch.ones(40))
    cache = str(tmp_path / "meanstd.t7")
    normalize = dataload.fitImageNormalize(loader, 640, cache, True)
    assert "Mean: " in capsys.readouterr().out
    x = normalize(loader.inputs.clone())
    assert abs(x.mean()) < 0.1 and abs(x.std() - 1) < 0.1
    again = dataload.fitImageNormalize(None, 640, cache)
    assert again(loader.inputs.clone()).tolist() == x.tolist()
