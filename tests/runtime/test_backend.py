"""The array library comes from the data; without a GPU, Cuda types are host tensors."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import backend, nn, torch
from runtime.dtypes import DTYPES, from_numpy


@pytest.fixture
def fresh(monkeypatch):
    """Lets the environment be asked again."""
    backend.cupy.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    backend.cupy.cache_clear()


def test_cuda_can_be_turned_off(fresh) -> None:
    fresh.setenv("LUABRIDGE_CUDA", "0")
    assert backend.cupy() is None
    assert backend.array_module(True) is np


def test_missing_cuda_is_an_error_if_it_is_asked_for(fresh) -> None:
    fresh.setenv("LUABRIDGE_CUDA", "1")
    fresh.setitem(__import__("sys").modules, "cupy", None)
    with pytest.raises(ImportError):
        backend.cupy()


def test_cuda_types_compute_on_the_host(fresh) -> None:
    fresh.setenv("LUABRIDGE_CUDA", "0")
    net = nn.Sequential().add(nn.Linear(3, 2)).add(nn.Tanh()).cuda()
    out = net.forward(torch.CudaTensor([[1, 2, 3]]))
    assert out.typename == "torch.CudaTensor" and isinstance(out.array, np.ndarray) and out.array.dtype == np.float32
    assert out.float().typename == "torch.FloatTensor"
    assert torch.FloatTensor([1]).cuda().double().tolist() == [1]


def test_dtype_table() -> None:
    assert DTYPES["Cuda"].host == "Float" and DTYPES["CudaLong"].tensor == "torch.CudaLongTensor"
    assert from_numpy(np.dtype(bool)).name == "Byte" and from_numpy(np.dtype(">f8")).name == "Double"
    with pytest.raises(TypeError, match="complex"):
        from_numpy(np.dtype(complex))


def test_from_numpy_shares_memory_both_ways() -> None:
    a = np.arange(6, dtype=np.float32).reshape(2, 3)
    t = torch.from_numpy(a)
    t.fill(5)
    assert (a == 5).all() and np.shares_memory(t.numpy(), a)
    strided = torch.from_numpy(np.arange(12.0).reshape(3, 4)[:, ::2])
    assert strided.stride().tolist() == [4, 2] and strided.tolist() == [[0, 2], [4, 6], [8, 10]]
    reversed_view = torch.from_numpy(np.arange(3.0)[::-1])
    assert reversed_view.tolist() == [2, 1, 0]
    assert np.asarray(t) is not None and np.from_dlpack(t).shape == (2, 3)
