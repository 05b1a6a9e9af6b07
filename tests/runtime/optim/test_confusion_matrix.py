"""ConfusionMatrix: counts, rates and text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from converter import dumps, loads
from runtime import TorchError, optim, torch

from .problems import RECORDS

WORDS = """\
ConfusionMatrix:
[[       2       0       0]   100.000% \t[class: cat]
 [       0       1       1]   50.000% \t[class: dog]
 [       0       0       1]]  100.000% \t[class: bird]
 + average row correct: 83.333333333333% 
 + average rowUcol correct (VOC measure): 66.666666666667% 
 + global correct: 80%"""


def words() -> Any:
    matrix = optim.ConfusionMatrix(["cat", "dog", "bird"])
    matrix.add(torch.Tensor([0.1, 0.7, 0.2]), 2)
    matrix.add(1, 1)
    matrix.add(3, 2)
    matrix.batchAdd(torch.Tensor([[1, 0, 0], [0, 0, 1]]), torch.Tensor([1, 3]))
    return matrix


def test_text() -> None:
    assert repr(words()) == WORDS
    matrix = optim.ConfusionMatrix(3)
    assert "nan%" in repr(matrix)


def test_saved_and_loaded() -> None:
    assert repr(loads(dumps(words()))) == WORDS


def test_old_files() -> None:
    old = words()
    for name in ("unionvalids", "_mat_flat", "_target", "_prediction", "_max", "_pred_idx", "_targ_idx"):
        delattr(old, name)
    loaded = loads(dumps(old))
    assert repr(loaded) == WORDS
    loaded.batchAdd(torch.Tensor([[1, 0, 0]]), torch.Tensor([1]))
    assert loaded.mat.sum() == 6


def test_missing_class_recorded() -> None:
    want = RECORDS["ConfusionMatrix/missingClass"]["seen"]["results"]
    matrix = optim.ConfusionMatrix(3)
    matrix.batchAdd(torch.Tensor([1, 1, 3, 1]), torch.Tensor([1, 3, 3, 3]))
    assert repr(matrix) == want["text"]
    for name, tensor in zip(("frr", "far", "frrs", "fars"), matrix.farFrr()):
        np.testing.assert_allclose(tensor.numpy(), want[name].numpy())


def test_large_counts_recorded() -> None:
    matrix = optim.ConfusionMatrix(2)
    matrix.mat.copy(torch.LongTensor([[123456789, 5], [70, 98765432]]))
    assert repr(matrix) == RECORDS["ConfusionMatrix/large"]["seen"]["results"]["text"]


def test_unknown_classes_do_not_count() -> None:
    matrix = optim.ConfusionMatrix(3)
    matrix.add(1, 0)
    matrix.batchAdd(torch.Tensor([1, 2]), torch.Tensor([0, -1]))
    assert matrix.mat.sum() == 0
    matrix.batchAdd(torch.Tensor([[3], [2]]), torch.eye(3).narrow(1, 1, 2))
    assert matrix.mat.tolist() == [[0, 0, 1], [0, 1, 0], [0, 0, 0]]
    matrix.zero()
    assert matrix.mat.sum() == 0 and matrix.totalValid == 0


def test_rates_of_a_perfect_matrix_are_zero() -> None:
    matrix = optim.ConfusionMatrix(4)
    matrix.mat = torch.eye(4)
    rejected, accepted, _, _ = matrix.farFrr()
    assert rejected.sum() + accepted.sum() == 0


def test_errors() -> None:
    matrix = optim.ConfusionMatrix(2)
    with pytest.raises(TorchError, match="out of range"):
        matrix.batchAdd(torch.Tensor([3]), torch.Tensor([1]))
    with pytest.raises(TorchError, match="out of bounds"):
        matrix.add(1, 3)
    with pytest.raises(TorchError, match="predictions has invalid number of dimensions"):
        matrix.batchAdd(torch.zeros(2, 2, 2), torch.Tensor([1, 2]))
    with pytest.raises(TorchError, match="2 predictions for 3 targets"):
        matrix.batchAdd(torch.Tensor([1, 2]), torch.Tensor([1, 2, 1]))
    with pytest.raises(TorchError, match="assertion failed"):
        matrix.add(torch.zeros(2, 2), 1)


def test_picture() -> None:
    pytest.importorskip("matplotlib")
    picture = words().render("occurrence", False, 20, 100)
    assert picture.size().tolist() == [3, 60, 160]
    corner = picture.numpy()[:, 1:6, 1:4]
    assert corner.min() > 0.99  # all cats are cats: white
    assert picture.numpy()[:, 25:30, 1:4].max() < 0.01  # no dog is a cat: black
    with pytest.raises(TorchError, match="sort mode"):
        words().render("alphabet")
