"""What Python and numpy see of tensors: comparisons, numpy's functions and ufuncs, DLPack."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import torch


@pytest.fixture
def t():
    return torch.FloatTensor([[1, 5, 2], [4, 3, 6]])


def test_comparisons_make_masks(t):
    assert type(t > 2) is torch.ByteTensor
    assert (t > 2).tolist() == [[0, 1, 0], [1, 1, 1]]
    assert (t <= torch.FloatTensor(2, 3).fill(3)).tolist() == [[1, 0, 1], [0, 1, 0]]
    assert (t > 3).tolist() == [[0, 1, 0], [1, 0, 1]] and (t >= 6).sum() == 1
    assert t[t < 3].tolist() == [1, 2]
    assert isinstance(t < np.array([1, 9, 9]), np.ndarray)
    with pytest.raises(TypeError):
        _ = t < "text"


def test_numpys_functions_see_the_array(t):
    assert np.sum(t) == 21 and np.sum(t, axis=0).tolist() == [5, 8, 8]
    assert np.concatenate([t, t], axis=1).shape == (2, 6)
    assert np.stack((t, t)).shape == (2, 2, 3) and np.linalg.norm(t).dtype == np.float32
    assert np.allclose(t, t.array) and np.array_equal(t, t.numpy())
    assert np.where(t > 2, t, 0).tolist() == [[0, 5, 0], [4, 3, 6]]


def test_ufuncs_write_into_tensors(t):
    assert np.add(t, 1).dtype == np.float32
    result = np.multiply(t, 2, out=t)
    assert result is t and t[0, 1] == 10
    fraction, whole = torch.FloatTensor(2, 3), torch.FloatTensor(2, 3)
    assert np.modf(t / 4, out=(fraction, whole)) == (fraction, whole)
    assert np.add.reduce(t, axis=1).tolist() == [16, 26]
    row = np.ones(3, np.float32)
    row += t[0]
    assert row.tolist() == [3, 11, 5]


def test_numbers():
    assert int(torch.DoubleTensor([2.7])) == 2 and float(torch.LongTensor([3])) == 3.0
    with pytest.raises(ValueError):
        int(torch.DoubleTensor(2))


def test_dlpack_shares_memory(t):
    array = np.from_dlpack(t)
    assert np.shares_memory(array, t.array) and array.tolist() == t.tolist()
