"""Modes, texts and errors of single layers."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from converter import dumps, loads
from runtime import Table, TorchError, nn, torch

X = [[1.0, -2.0, 3.0], [-4.0, 5.0, 0.0]]


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manualSeed(4)


def test_dropout_scales_in_training_or_evaluation() -> None:
    x = torch.ones(200)
    layer = nn.Dropout(0.25)
    assert set(layer.forward(x).tolist()) == {0, 1 / 0.75}
    layer.evaluate()
    assert set(layer.forward(x).tolist()) == {1}
    old = nn.Dropout(0.25, True)
    assert set(old.forward(x).tolist()) == {0, 1}
    old.evaluate()
    assert set(old.forward(x).tolist()) == {0.75}
    always = nn.Dropout(0.25, False, False, True)
    always.evaluate()
    assert set(always.forward(x).tolist()) == {0, 1 / 0.75}


def test_dropout_in_place_works_on_the_input() -> None:
    x = torch.ones(50)
    layer = nn.Dropout(0.5, False, True)
    assert layer.forward(x).storage() is x.storage() and set(x.tolist()) == {0, 2}
    g = torch.ones(50)
    assert layer.updateGradInput(x, g).storage() is g.storage()
    assert g.tolist() == x.tolist()


def test_dropout_refuses_certainty() -> None:
    with pytest.raises(TorchError, match="illegal percentage"):
        nn.Dropout(1)


def test_plane_dropout_keeps_planes_whole() -> None:
    out = nn.SpatialDropout(0.5).forward(torch.ones(3, 8, 2, 2)).array.reshape(24, 4)
    assert (out == out[:, :1]).all() and set(out[:, 0].tolist()) == {0, 1}
    with pytest.raises(TorchError, match="4D .* or 3D"):
        nn.SpatialDropout().forward(torch.ones(2, 2))
    layer = nn.SpatialDropout(0.25)
    layer.evaluate()
    assert set(layer.forward(torch.ones(1, 1, 2)).array.ravel().tolist()) == {0.75}
    with pytest.raises(TorchError, match="backprop only defined while training"):
        layer.updateGradInput(torch.ones(1, 1, 2), torch.ones(1, 1, 2))


def test_penalty_adds_to_the_gradient() -> None:
    x = torch.DoubleTensor(X)
    layer = nn.L1Penalty(0.5)
    assert layer.forward(x) is x and layer.loss == 7.5
    assert layer.backward(x, torch.ones(2, 3)).tolist() == [[1.5, 0.5, 1.5], [0.5, 1.5, 1]]
    alone = nn.L1Penalty(6, True, False)
    alone.forward(x)
    assert alone.loss == 15 and alone.backward(x, torch.ones(2, 3)).tolist() == np.sign(X).tolist()
    layer.clearState()
    assert x.nElement() == 6


def test_reversal_and_stop() -> None:
    x, g = torch.DoubleTensor(X), torch.DoubleTensor(X)
    layer = nn.GradientReversal(2)
    assert layer.forward(x).storage() is x.storage()
    assert layer.backward(x, g).tolist() == (-2 * np.array(X)).tolist()
    layer.setLambda(-1)
    assert layer.backward(x, g).tolist() == X
    assert not nn.ZeroGrad().backward(x, g).array.any()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((1, 2), [1, 2, 3, 0, 0]),
        ((1, -2), [0, 0, 1, 2, 3]),
        ((1, 2, 1, 9, 2), [1, 2, 9, 9, 3]),
        ((1, -1, 1, 9, 2), [1, 9, 2, 3]),
    ],
)
def test_padding(args: tuple, expected: list) -> None:
    layer = nn.Padding(*args)
    x = torch.DoubleTensor([1, 2, 3])
    assert layer.forward(x).tolist() == expected
    assert layer.backward(x, layer.output.clone()).tolist() == [1, 2, 3]


def test_padding_outside() -> None:
    with pytest.raises(TorchError, match="out of range"):
        nn.Padding(1, 1, 1, 0, 6).forward(torch.ones(3))


def test_view_sizes() -> None:
    x = torch.ones(4, 2, 3)
    assert nn.View(-1).setNumInputDims(2).forward(x)._size == (4, 6)
    assert nn.View(3, -1).forward(x)._size == (3, 8)
    assert nn.View(6).forward(torch.ones(2, 3))._size == (6,)
    with pytest.raises(TorchError, match=r"input view \(4x2x3\) and desired view \(7\) do not match"):
        nn.View(7).forward(x)
    with pytest.raises(TorchError, match="only one dimension can be at -1"):
        nn.View(-1, -1)
    assert repr(nn.View(2, 3)) == "nn.View(2, 3)" and repr(nn.Reshape(2, 3)) == "nn.Reshape(2x3)"


def test_reshape_batches() -> None:
    assert nn.Reshape(6).forward(torch.ones(1, 2, 3))._size == (1, 6)
    assert nn.Reshape(6).forward(torch.ones(2, 3))._size == (6,)
    assert nn.Reshape(6, True).forward(torch.ones(1, 6))._size == (1, 6)
    assert nn.Reshape(1, 6, False).forward(torch.ones(1, 2, 3))._size == (1, 6)


def test_unsqueeze_remembers_the_dimensions_of_a_sample() -> None:
    layer = nn.Unsqueeze(1)
    assert layer.forward(torch.ones(2, 3))._size == (1, 2, 3)
    assert layer.forward(torch.ones(4, 2, 3))._size == (4, 1, 2, 3)
    with pytest.raises(TorchError, match="numInputDims"):
        layer.forward(torch.ones(2))
    assert repr(layer) == "nn.Unsqueeze(dim 1)"


def test_extremes_take_the_first_of_equals() -> None:
    x = torch.DoubleTensor([[1, 3, 3], [2, 2, 2]])
    layer = nn.Max(2)
    assert layer.forward(x).tolist() == [3, 2] and layer._indices.tolist() == [[2], [1]]
    assert layer.backward(x, torch.DoubleTensor([5, 6])).tolist() == [[0, 5, 0], [6, 0, 0]]
    with pytest.raises(TorchError, match="out of range"):
        nn.Min(3).forward(x)


def test_one_hot_of_a_number() -> None:
    layer = nn.OneHot(3)
    assert layer.forward(2).tolist() == [0, 1, 0] and layer.updateGradInput(2, None) == 0
    with pytest.raises(TorchError, match="Invalid index in scatter"):
        layer.forward(torch.LongTensor([4]))


def test_copy_between_types() -> None:
    layer = nn.Copy("torch.DoubleTensor", "torch.FloatTensor")
    x = torch.DoubleTensor(X)
    assert layer.forward(x).typename == "torch.FloatTensor"
    assert layer.backward(x, layer.output).typename == "torch.DoubleTensor"
    same = nn.Copy("torch.DoubleTensor", "torch.DoubleTensor")
    assert same.forward(x) is x and same.output.storage() is x.storage()
    for copy in (same.clone(), loads(dumps(same)), pickle.loads(pickle.dumps(same))):
        assert copy.forward(x) is x
    assert nn.Copy("torch.FloatTensor", "torch.FloatTensor", True, True).double().output.typename == "torch.FloatTensor"


def test_kmeans_moves_centers_to_means() -> None:
    x = torch.DoubleTensor([[0, 0], [0, 2], [10, 10], [12, 10]])
    layer = nn.Kmeans(2, 2)
    layer.weight.array[...] = [[1, 1], [9, 9]]
    assert layer.forward(x).tolist() == [1, 1, 2, 2]
    assert layer.loss == 2 + 2 + 2 + 10
    layer.zeroGradParameters()
    assert not layer.backward(x, layer.output).array.any()
    layer.updateParameters(1)
    np.testing.assert_allclose(layer.weight.array, [[0, 1], [11, 10]], atol=1e-5)
    assert layer.clusterSampleCount.tolist() == [2, 2]
    layer.initKmeansPlus(x)
    assert len({tuple(row) for row in layer.weight.tolist()}) == 2
    with pytest.raises(TorchError, match="Expecting 2D"):
        layer.forward(torch.ones(2))


def test_normalize_refuses() -> None:
    with pytest.raises(TorchError, match="-1-norm not supported"):
        nn.Normalize(-1)
    with pytest.raises(TorchError, match="only 1d layer supported"):
        nn.Normalize(2).forward(torch.ones(2, 2, 2))


def test_texts() -> None:
    assert repr(nn.Normalize(2)) == "nn.Normalize(2)" and repr(nn.Normalize(1.5)) == "nn.Normalize(1.500000)"
    assert repr(nn.WhiteNoise(1, 0.5)) == "nn.WhiteNoise mean: 1.000000, std: 0.500000"
    assert repr(nn.VolumetricDropout(0.25)) == "nn.VolumetricDropout(0.250000)"


def test_print_size(capsys: pytest.CaptureFixture) -> None:
    layer = nn.PrintSize("here")
    x = torch.ones(2, 3)
    assert layer.forward(x) is x
    layer.forward(Table([x]))
    assert capsys.readouterr().out == (
        "here:input\n\t 2\n 3\n[torch.LongStorage of size 2]\n\nhere:input\n\t{\n  1 : DoubleTensor - size: 2x3\n}\n"
    )
    layer.clearState()
    assert x.nElement() == 6
