"""Samples of several lengths in one tensor, and back."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, torch
from runtime.rnn import v2
from runtime.rnn.v2 import packing
from runtime.tensor import ByteTensor, DoubleTensor

LENGTHS = (3, 1, 5, 2, 1)


def samples() -> Table:
    return Table([torch.randn(n, 2) for n in LENGTHS])


@pytest.mark.parametrize(
    ("lengths", "rows"), [([4], [[0]]), ([1, 2, 3], [[2], [1], [0]]), ([5, 1, 3, 1], [[0], [2, 3], [1]])]
)
def test_rows(lengths: list[int], rows: list[list[int]]) -> None:
    assert packing.fill_rows(lengths) == rows


def test_there_and_back() -> None:
    given, packed, mask = samples(), DoubleTensor(), ByteTensor()
    places = packing.from_samples(given, packed, mask)
    assert (mask.numpy() == 0).sum() == sum(LENGTHS)
    for sample, part in zip(given.array_values(), packing.to_samples(*places, packed).array_values()):
        assert np.array_equal(sample.numpy(), part.numpy())
    final, spread = DoubleTensor(), DoubleTensor()
    packing.to_final(*places, packed, final)
    assert np.array_equal(final.numpy(), [sample.numpy()[-1] for sample in given.array_values()])
    packing.from_final(*places, final, spread)
    assert spread._size == packed._size
    assert np.count_nonzero(spread.numpy().any(-1)) == len(LENGTHS)


def test_samples_of_other_sizes() -> None:
    with pytest.raises(TorchError, match="different sizes"):
        packing.from_samples(Table([torch.randn(2, 2), torch.randn(2, 3)]), DoubleTensor(), ByteTensor())


@pytest.mark.parametrize("lastOnly", [False, True])
def test_each_sample_as_if_it_were_alone(lastOnly: bool) -> None:
    layer = v2.SeqLSTM(2, 3)
    alone = layer.clone()
    net, given = v2.VariableLength(layer, lastOnly), samples()
    output = net.forward(given)
    for i, sample in enumerate(given.array_values(), 1):
        wanted = alone.forward(sample.view(-1, 1, 2)).numpy()[:, 0]
        got = output[i].numpy() if not lastOnly else output.numpy()[i - 1]
        np.testing.assert_allclose(got, wanted[-1] if lastOnly else wanted, atol=1e-12)
    gradients = net.backward(given, output.clone() if lastOnly else output)
    assert [g._size for g in gradients.array_values()] == [s._size for s in given.array_values()]
