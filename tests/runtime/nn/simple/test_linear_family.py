"""What is special about the relatives of Linear."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manualSeed(4)


def test_linear_sizes_and_text() -> None:
    layer = nn.Linear(3, 2)
    assert repr(layer) == "nn.Linear(3 -> 2)" and repr(layer.noBias()) == "nn.Linear(3 -> 2) without bias"
    with pytest.raises(TorchError, match=r"size mismatch, m1: \[4 x 5\], m2: \[3 x 2\]"):
        layer.forward(torch.DoubleTensor(4, 5))
    with pytest.raises(TorchError, match="input must be vector or matrix"):
        layer.forward(torch.DoubleTensor(4, 5, 3))


def test_linear_gives_subclasses_a_column_of_ones() -> None:
    layer = nn.Linear(3, 2)
    layer.updateAddBuffer(torch.DoubleTensor(4, 3))
    assert layer.addBuffer.tolist() == [1, 1, 1, 1]
    assert not layer.clearState().addBuffer.nElement()


@pytest.mark.parametrize("make", [lambda: nn.Linear(3, 2), lambda: nn.Cosine(3, 2), lambda: nn.Euclidean(3, 2)])
def test_input_of_another_type_is_refused(make: Any) -> None:
    with pytest.raises(TorchError, match="input is a torch.FloatTensor, but the module works on torch.DoubleTensor"):
        make().forward(torch.FloatTensor(4, 3))


def test_linear_without_gradInput() -> None:
    layer = nn.Linear(3, 2)
    del layer.gradInput  # what Lua's `layer.gradInput = nil` does
    x = torch.randn(4, 3)
    layer.zeroGradParameters()
    assert layer.backward(x, layer.forward(x).clone()) is None
    assert np.abs(layer.gradWeight.array).max() > 0


def test_linear_passes_over_gradients_of_other_dimensions() -> None:
    layer = nn.Linear(3, 2)
    layer.zeroGradParameters()
    layer.accGradParameters(torch.randn(2, 2, 3), torch.randn(2, 2, 2))
    assert not layer.gradWeight.array.any() and not layer.gradBias.array.any()


def test_weight_norm_conversions_keep_the_function() -> None:
    x = torch.randn(4, 3)
    linear = nn.Linear(3, 2)
    normed = nn.LinearWeightNorm.fromLinear(linear)
    back = normed.toLinear()
    np.testing.assert_allclose(normed.forward(x).array, linear.forward(x).array)
    np.testing.assert_allclose(back.weight.array, linear.weight.array)
    normed.evaluate()
    normed.g.mul(2)
    expected = normed.output.array.copy()
    np.testing.assert_allclose(normed.forward(x).array, expected)


def test_partial_linear_learns_its_partition_only() -> None:
    layer = nn.PartialLinear(3, 5)
    x = torch.randn(4, 3)
    layer.setPartition(torch.LongTensor([5, 2]))
    whole = x.array @ layer.parameters()[0][1].array.T
    y = layer.forward(x)
    np.testing.assert_allclose(y.array, whole[:, [4, 1]])
    layer.zeroGradParameters()
    layer.backward(x, y.clone())
    touched = np.abs(layer.parameters()[1][1].array).sum(1) > 0
    assert touched.tolist() == [False, True, False, False, True]
    layer.resetPartition()
    np.testing.assert_allclose(layer.forward(x).array, whole)


def test_partial_linear_without_bias_cannot_be_zeroed() -> None:
    with pytest.raises(TorchError, match="gradBias"):
        nn.PartialLinear(3, 5, False).zeroGradParameters()


def test_bilinear_refuses_what_does_not_fit() -> None:
    layer = nn.Bilinear(3, 4, 2)
    with pytest.raises(TorchError, match="dimensionality of second input is erroneous"):
        layer.forward(Table([torch.randn(5, 3), torch.randn(5, 3)]))
    with pytest.raises(TorchError, match="same number of rows"):
        layer.forward(Table([torch.randn(5, 3), torch.randn(4, 4)]))
    assert repr(nn.Bilinear(3, 4, 2, False)) == "nn.Bilinear(3x4 -> 2)  without bias"


def dense(pairs: list, inputs: int) -> np.ndarray:
    row = np.zeros(inputs)
    for column, value in pairs:
        row[int(column) - 1] += value
    return row


SAMPLES = [[[1, 0.5], [4, -1.2]], [[2, 1.0]], [[6, 0.3], [1, 2.0], [1, -1.0]]]


def test_sparse_linear_is_linear_on_the_dense_input() -> None:
    layer = nn.SparseLinear(6, 3, True)
    x = Table([torch.DoubleTensor(s) for s in SAMPLES])
    matrix = np.array([dense(s, 6) for s in SAMPLES])
    y = layer.forward(x)
    np.testing.assert_allclose(y.array, matrix @ layer.weight.array.T + layer.bias.array)
    layer.zeroGradParameters()
    g = torch.randn(3, 3)
    gradInput = layer.backward(x, g, 0.5)
    np.testing.assert_allclose(layer.gradWeight.array, 0.5 * g.array.T @ matrix)
    np.testing.assert_allclose(layer.gradBias.array, 0.5 * g.array.sum(0))
    np.testing.assert_allclose(gradInput[2].array[:, 1], g.array[1] @ layer.weight.array)
    assert gradInput[2].array[:, 0].tolist() == [1, 2, 3, 4, 5, 6]


def test_sparse_linear_updates_only_columns_seen() -> None:
    layer = nn.SparseLinear(6, 2)
    x = Table([torch.DoubleTensor([[1, 0.5], [4, 0]])])
    layer.zeroGradParameters()
    layer.backward(x, layer.forward(x).clone())
    layer.gradWeight.fill(1)
    before = layer.weight.array.copy()
    layer.updateParameters(0.1)
    changed = (layer.weight.array != before).any(0)
    assert changed.tolist() == [True, False, False, False, False, False]
    layer.backward(x, layer.forward(x).clone())
    layer.gradWeight.fill(1)
    before = layer.weight.array.copy()
    layer.updateParameters(0.1)
    assert (layer.weight.array != before).all()


def test_sparse_linear_names_bad_columns() -> None:
    with pytest.raises(TorchError, match="index out of bound. updateOutput: 9 not between 1 and 6"):
        nn.SparseLinear(6, 2).forward(torch.DoubleTensor([[9, 1]]))
