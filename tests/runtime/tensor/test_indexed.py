"""index, indexCopy, indexAdd, indexFill, gather, scatter against numpy, over types and layouts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import TorchError, torch

from .layouts import check, laid_out, layouts, numbers, seeds, tensors


def positions(count: int, length: int, seed: int) -> tuple[np.ndarray, Any]:
    """0-based positions and the LongTensor of the same, 1-based."""
    where = np.random.default_rng(seed).integers(0, count, length)
    return where, torch.LongTensor(where + 1)


@given(tensors(), st.integers(0, 3), st.integers(1, 5), seeds)
def test_index(t: Any, pick: int, length: int, seed: int) -> None:
    d = pick % t.dim()
    where, index = positions(t.size(d + 1), length, seed)
    expected = np.take(t.array, where, d)
    check(t.index(d + 1, index), expected)
    result = laid_out(np.zeros(expected.shape, t.dtype.numpy), "transposed")
    assert result.index(t, d + 1, index) is index, "as in Torch, the last argument comes back"
    check(result, expected)


@given(tensors(), st.integers(0, 3), st.integers(1, 5), seeds, layouts)
def test_copy_add_fill(t: Any, pick: int, length: int, seed: int, layout: str) -> None:
    d = pick % t.dim()
    where, index = positions(t.size(d + 1), length, seed)
    shape = (*t._size[:d], length, *t._size[d + 1 :])
    source = laid_out(numbers(shape, t.typename[6:-6], seed), layout)
    expected, moved = t.array.copy(), np.moveaxis(source.array, d, 0)
    for i, row in zip(where, moved):
        np.moveaxis(expected, d, 0)[i] = row
    changed = t.clone()
    assert changed.indexCopy(d + 1, index, source) is source, "as in Torch, the last argument comes back"
    check(changed, expected)
    expected = t.array.copy()
    for i, row in zip(where, moved):
        np.moveaxis(expected, d, 0)[i] += row
    changed = t.clone()
    assert changed.indexAdd(d + 1, index, source) is source
    check(changed, expected)
    np.moveaxis(expected, d, 0)[where] = 3
    assert changed.indexFill(d + 1, index, 3) == 3
    check(changed, expected)


@given(tensors(), st.integers(0, 3), st.integers(1, 4), seeds)
def test_gather_and_scatter(t: Any, pick: int, length: int, seed: int) -> None:
    d = pick % t.dim()
    shape = (*t._size[:d], min(length, t.size(d + 1)), *t._size[d + 1 :])
    draw = np.random.default_rng(seed)
    where = np.argsort(draw.random(t._size), axis=d).take(range(shape[d]), axis=d)  # no position twice
    index = torch.from_numpy(where + 1)
    expected = np.take_along_axis(t.array, where, d)
    check(t.gather(d + 1, index), expected)
    result = t.new(*shape)
    assert torch.gather(result, t, d + 1, index) is result
    check(result, expected)
    target = t.array.copy()
    np.put_along_axis(target, where, expected + 1, d)
    check(t.clone().scatter(d + 1, index, torch.add(torch.from_numpy(expected), 1)), target)
    np.put_along_axis(target, where, 2, d)
    check(torch.scatter(t.clone(), d + 1, index, 2), target)


def test_slices_of_another_shape() -> None:
    t, index = torch.zeros(2, 2, 2), torch.LongTensor([2])
    t.indexCopy(1, index, torch.Tensor([[1, 2, 3, 4]]))
    assert t.tolist() == [[[0, 0], [0, 0]], [[1, 2], [3, 4]]]
    with pytest.raises(TorchError, match="to have the same number of elements, but got 4 and 3 elements"):
        t.indexCopy(1, index, torch.ones(1, 3))


def test_errors() -> None:
    t, two = torch.zeros(2, 3), torch.LongTensor([2])
    far = torch.LongTensor([4])
    for call, text in (
        (lambda: t.index(1, far), "^index out of range$"),
        (lambda: t.index(2, far), r"bad argument #3 to '\?' \(out of range\)"),
        (lambda: t.select(2, 1).index(1, far), r"bad argument #2 to '\?' \(out of range\)"),
        (lambda: t.index(3, two), r"Indexing dim 3 is out of bounds of tensor"),
        (lambda: t.index(1, torch.LongTensor([[1]])), "Index is supposed to be a vector"),
        (lambda: torch.Tensor().index(1, two), "Indexing dim 1 is out of bounds of tensor"),
        (lambda: t.index(two), r"^torch.DoubleTensor, number, torch.LongTensor \| torch.DoubleTensor, torch.Double"),
        (lambda: t.index(1, torch.ones(1)), r"bad argument #3 to '\?' \(torch.LongTensor expected, got torch.DoubleT"),
        (lambda: t.indexAdd(1, two, torch.ones(2, 3)), "Number of indices should be equal to source:size"),
        (lambda: t.gather(1, torch.LongTensor([[3, 1, 1]])), "^Invalid index in gather$"),
        (lambda: t.gather(1, two), "Index tensor must have same|Input tensor must have same"),
        (lambda: t.gather(2, torch.LongTensor(3, 1)), "to have the same size in dimension 1"),
        (lambda: t.scatter(1, torch.LongTensor([[3, 1, 1]]), 1), "^Invalid index in scatter$"),
        (lambda: t.scatter(3, torch.LongTensor([[3, 1, 1]]), 1), "Index dimension is out of bounds"),
    ):
        with pytest.raises(TorchError, match=text):
            call()


def test_result_of_the_size_that_comes_out() -> None:
    """It is written in place, once all numbers are known to be right; a part of the source may be the result."""
    for kind in (torch.FloatTensor, torch.ByteTensor):
        t = torch.range(1, 12).view(4, 3).type(kind()._typename)
        numbers, result = torch.LongTensor([4, 1]), kind(2, 3).fill(0)
        for _ in range(2):
            result.index(t, 1, numbers)
            assert result.tolist() == [[10, 11, 12], [1, 2, 3]]
            with pytest.raises(TorchError, match="^index out of range$"):
                result.index(t, 1, torch.LongTensor([1, 5]))
            assert result.tolist() == [[10, 11, 12], [1, 2, 3]]
        assert t.narrow(1, 1, 2).index(t, 1, numbers) is numbers
        assert t.tolist() == [[10, 11, 12], [1, 2, 3], [7, 8, 9], [10, 11, 12]]


def test_source_may_share_the_result() -> None:
    t = torch.range(1, 4)
    t.index(t, 1, torch.LongTensor([4, 3, 2, 1]))
    assert t.tolist() == [4, 3, 2, 1]


@pytest.mark.parametrize("kind", ["Long", "CudaLong", "Cuda"])
def test_indices_of_cuda_tensors(kind: str) -> None:
    t = torch.CudaTensor([[1, 2], [3, 4], [5, 6]])
    index = torch.LongTensor([3, 1]).type(f"torch.{kind}Tensor")
    assert t.index(1, index).tolist() == [[5, 6], [1, 2]]
    assert t.gather(1, index.view(1, 2)).tolist() == [[5, 2]]
    with pytest.raises(TorchError):
        t.index(1, torch.DoubleTensor([1]))


@pytest.mark.parametrize("kind", ["Byte", "CudaByte", "Cuda"])
def test_masks_of_cuda_tensors(kind: str) -> None:
    mask = torch.ByteTensor([1, 0, 1]).type(f"torch.{kind}Tensor")
    assert torch.CudaTensor([1, 2, 3]).maskedSelect(mask).tolist() == [1, 3]
    t = torch.CudaTensor([1, 2, 3])
    t.maskedFill(mask, 7)
    assert t.tolist() == [7, 2, 7]
