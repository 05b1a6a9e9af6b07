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


def test_arrays_as_operands_make_numpys_operations():
    array = np.array([[1.0, 2], [3, 4]])
    t = torch.from_numpy(array.copy())
    for made in (t + array, array + t, t * array, t - array + array, t / array, t @ array):
        assert type(made) is np.ndarray
    np.testing.assert_array_equal(t * array, array * array)
    np.testing.assert_array_equal(t @ array, array @ array)


def test_elements_and_formats():
    assert 2 in torch.DoubleTensor([1, 2]) and 3 not in torch.DoubleTensor([1, 2])
    assert f"{torch.DoubleTensor([2.5]):.2f}" == "2.50"
    assert f"{torch.DoubleTensor([1, 2])}" == str(torch.DoubleTensor([1, 2]))


def test_what_is_no_array():
    with pytest.raises(TypeError, match=r"array, not list: torch\.DoubleTensor"):
        torch.from_numpy([1, 2])


def test_everything_is_documented():
    assert [name for name in torch.__all__ if not getattr(torch, name).__doc__] == []
    methods = {name: getattr(torch.FloatTensor, name) for name in dir(torch.FloatTensor) if name[0] != "_"}
    own = {name: m for name, m in methods.items() if getattr(m, "__module__", "runtime").startswith("runtime")}
    assert len(own) > 200 and [name for name, method in own.items() if not method.__doc__] == []
    assert "float32" in torch.FloatTensor.__doc__
