"""The torch package as Python users meet it: names, documentation, sharing with numpy, what a value is."""

from __future__ import annotations

import csv
import inspect

import numpy as np
import pytest

import runtime
from runtime import Table, TorchError, torch
from runtime.torch import threads
from tests.paths import FIXTURES


def test_every_operation_is_a_function_with_a_docstring() -> None:
    rows = list(csv.reader((FIXTURES / "reference" / "overloads.tsv").open(), delimiter="\t"))
    for name in {row[1] for row in rows[1:] if row[0] == "torch."}:
        function = getattr(torch, name)
        assert callable(function) and inspect.getdoc(function), name
        assert name in dir(torch) and name in torch.__all__
    assert runtime.torch is torch


def test_documentation_names_the_arguments() -> None:
    assert "[*Tensor*] Tensor number" in inspect.getdoc(torch.add)
    assert torch.add.__name__ == "add" and torch.DoubleTensor.add.__name__ == "add"


def test_numpy_shares_memory() -> None:
    array = np.arange(6.0).reshape(2, 3)
    tensor = torch.from_numpy(array)
    tensor.add(1)
    assert array[0, 0] == 1 and np.shares_memory(tensor.numpy(), array)
    assert torch.from_numpy(array.T)._stride == (1, 3)
    assert torch.from_numpy(np.array([True, False])).typename == "torch.ByteTensor"
    with pytest.raises(TypeError, match="no tensor type for numpy's complex128"):
        torch.from_numpy(np.zeros(2, complex))


def test_types() -> None:
    assert torch.FloatTensor(2, 3)._size == (2, 3) and isinstance(torch.Tensor(1), torch.DoubleTensor)
    assert isinstance(torch.FloatTensor(1), torch.Tensor) and isinstance(torch.Storage(2), torch.DoubleStorage)
    assert torch.isTensor(torch.Tensor()) and not torch.isTensor(torch.Storage())
    assert torch.isStorage(torch.LongStorage()) and torch.Tensor.isTensor(torch.IntTensor())
    assert torch.typename(torch.ByteTensor()) == "torch.ByteTensor" and torch.typename(3) is None
    assert [torch.type(v) for v in (1.5, "s", True, None, Table(), len)] == [
        "number",
        "string",
        "boolean",
        "nil",
        "table",
        "function",
    ]
    assert torch.isTypeOf(torch.IntTensor(), "torch.IntTensor") and torch.isTypeOf(torch.IntTensor(), torch.Tensor)
    assert not torch.isTypeOf(3, "torch.IntTensor")


def test_functions_that_are_methods() -> None:
    t = torch.range(1, 6)
    assert torch.view(t, 2, 3).tolist() == torch.reshape(t, 2, 3).tolist() == [[1, 2, 3], [4, 5, 6]]
    assert torch.expand(torch.Tensor([[1], [2]]), 2, 2).tolist() == [[1, 1], [2, 2]]
    assert torch.squeeze(torch.ones(1, 2, 1))._size == (2,) and torch.squeeze(torch.ones(1, 1)) == 1
    assert torch.permute(torch.zeros(2, 3, 4), 3, 1, 2)._size == (4, 2, 3)
    assert torch.totable(torch.ones(1, 2))[1][2] == 1 and torch.totable(torch.LongStorage([5]))[1] == 5
    with pytest.raises(TorchError, match="torch.view, expected"):
        torch.view(1, 2)


def test_threads() -> None:
    before = threads.getnumthreads()
    try:
        torch.setnumthreads(1)
        assert torch.getnumthreads() == 1 <= torch.getnumcores()
    finally:
        torch.setnumthreads(before)


def test_cuda_types_compute_like_their_host_types() -> None:
    t = torch.CudaTensor([[3, 1], [2, 4]])
    values, positions = t.sort(2)
    assert values.typename == "torch.CudaTensor" and positions.typename == "torch.CudaLongTensor"
    assert t.gt(2).typename == "torch.CudaByteTensor" and (t * t).typename == "torch.CudaTensor"
    assert t.index(1, torch.LongTensor([2])).tolist() == [[2, 4]], "positions may lie in host memory"
    assert t.maskedSelect(torch.ByteTensor([[1, 0], [0, 1]])).tolist() == [3, 4]
    assert t.float().typename == "torch.FloatTensor" and t.sum() == 10 and t.shape == (2, 2) and t.ndim == 2
    with pytest.raises(TorchError, match="CudaTensor FloatTensor \nexpected arguments: .*CudaTensor"):
        t.cmul(torch.FloatTensor(2, 2))
