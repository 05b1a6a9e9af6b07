"""What is special about LookupTable."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

from runtime import TorchError, nn, torch
from runtime.kernels import native


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manualSeed(4)


def gradient(layer: nn.LookupTable, words: list, scale: float = 1) -> np.ndarray:
    x = torch.LongTensor(words)
    layer.zeroGradParameters()
    layer.backward(x, layer.forward(x).clone().fill(1), scale)
    return layer.gradWeight.array[:, 0]


def test_repeated_words_add_up() -> None:
    assert gradient(nn.LookupTable(4, 2), [[1, 3], [3, 3]], 0.5).tolist() == [0.5, 0, 1.5, 0]


def test_padding_is_not_learnt() -> None:
    assert gradient(nn.LookupTable(4, 2, 3), [1, 3, 3, 2]).tolist() == [1, 1, 0, 0]


def test_gradients_by_frequency() -> None:
    assert gradient(nn.LookupTable(4, 2).scaleGradByFreq(), [1, 3, 3, 2]).tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_rows_named_are_cut_to_the_norm(kind: int) -> None:
    layer = nn.LookupTable(4, 5, 0, 1, kind)
    layer.weight.mul(5)
    before = layer.weight.array.copy()
    layer.forward(torch.LongTensor([4, 2, 4]))
    norms = (np.abs(layer.weight.array) ** kind).sum(1) ** (1 / kind)
    np.testing.assert_allclose(norms[[1, 3]], 1, rtol=1e-5)
    assert (layer.weight.array[[0, 2]] == before[[0, 2]]).all()


def test_input_of_any_type() -> None:
    layer = nn.LookupTable(4, 2)
    expected = layer.forward(torch.LongTensor([2, 4])).clone()
    for kind in (torch.DoubleTensor, torch.IntTensor, torch.FloatTensor):
        x = kind([2, 4])
        assert (layer.forward(x).array == expected.array).all()
        assert type(layer.updateGradInput(x, expected)) is kind


def test_numbers_out_of_range() -> None:
    layer = nn.LookupTable(4, 2)
    with pytest.raises(TorchError, match="index out of range"):
        layer.forward(torch.LongTensor([5]))
    with pytest.raises(TorchError, match="range 1 <= input < 5, but got input of value: 0"):
        layer.accGradParameters(torch.LongTensor([0]), torch.DoubleTensor(1, 2))


def test_accUpdateOnly_drops_the_gradient() -> None:
    layer = nn.LookupTable(4, 2).accUpdateOnly()
    before = layer.weight.array.copy()
    x = torch.LongTensor([2])
    layer.backwardUpdate(x, layer.forward(x).clone().fill(1), 0.5)
    np.testing.assert_allclose(layer.weight.array - before, [[0, 0], [-0.5, -0.5], [0, 0], [0, 0]])
    assert layer.gradWeight is None


@pytest.mark.parametrize("shape", [(1,), (5,), (3, 4), (40, 30)])
def test_floats_with_and_without_kernels_in_C(shape: tuple[int, ...]) -> None:
    layer = nn.LookupTable(20, 60).float()
    numbers = torch.LongTensor(*shape).random(20)
    expected = layer.weight.array[numbers.array - 1]
    for kernels in (contextlib.nullcontext(), native.disabled()):
        with kernels:
            for _ in range(2):
                assert (layer.forward(numbers).array == expected).all()
                for wrong in (0, 21, -3):
                    with pytest.raises(TorchError, match="^index out of range$"):
                        layer.forward(torch.LongTensor([1, wrong]))
            turned = torch.LongTensor.wrap(np.asfortranarray(numbers.array))
            assert (layer.forward(turned).array == expected).all()
