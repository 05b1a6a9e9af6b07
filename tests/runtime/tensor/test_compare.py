"""Comparisons, masks and what is picked by them, against numpy."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import TorchError, torch

from .layouts import check, numbers, pairs, seeds, tensors

NAMES = ["lt", "gt", "le", "ge", "eq", "ne"]


@given(pairs(), st.sampled_from(NAMES), st.integers(-3, 3))
def test_comparisons(pair: Any, name: str, value: int) -> None:
    a, b = pair
    function = getattr(operator, name)
    mask = getattr(torch, name)(a, b)
    assert mask.typename == "torch.ByteTensor"
    check(mask, function(a.array, b.array))
    check(getattr(a, name)(abs(value)), function(a.array, abs(value)))
    same = a.new()
    assert getattr(same, name)(a, b) is same and same.typename == a.typename
    check(same, function(a.array, b.array))


@given(tensors(), seeds)
def test_masks(t: Any, seed: int) -> None:
    mask = torch.from_numpy(numbers(t._size, "Int", seed) > 0)
    chosen = mask.array.astype(bool)
    picked = t.maskedSelect(mask)
    np.testing.assert_array_equal(picked.array, t.array[chosen])
    np.testing.assert_array_equal(torch.nonzero(mask).array.reshape(-1, chosen.ndim), np.argwhere(chosen) + 1)
    copy = t.clone()
    assert copy.maskedFill(mask, 3) == 3, "as in Torch, the last argument comes back"
    check(copy, np.where(chosen, 3, t.array))
    source = t.new(max(t.nElement(), 1)).fill(1)
    check(t.clone().maskedCopy(mask, source), np.where(chosen, 1, t.array))
    assert torch.any(mask) == chosen.any() and torch.all(mask) == chosen.all()


def test_mask_errors() -> None:
    t, mask = torch.ones(3), torch.ByteTensor([1, 1, 0])
    with pytest.raises(TorchError, match="Number of elements of src < number of ones in mask"):
        t.maskedCopy(mask, torch.ones(1))
    with pytest.raises(TorchError, match="destination tensor != Number of elements in mask"):
        t.maskedCopy(torch.ByteTensor([1]), torch.ones(1))
    with pytest.raises(TorchError, match="0 and 1 values only"):
        t.maskedFill(torch.ByteTensor([2, 0, 0]), 1)
    with pytest.raises(TorchError, match="torch.ByteTensor expected"):
        t.maskedFill(torch.ones(3), 1)
    with pytest.raises(TorchError, match="expected"):
        t.maskedSelect()


def test_the_result_of_maskedSelect_returns_the_mask() -> None:
    result, mask = torch.Tensor(), torch.ByteTensor([0, 1])
    assert result.maskedSelect(torch.Tensor([5, 6]), mask) is mask
    assert result.tolist() == [6]


def test_masks_of_another_shape() -> None:
    t = torch.Tensor([[1, 2], [3, 4]])
    assert t.maskedSelect(torch.ByteTensor([1, 0, 0, 1])).tolist() == [1, 4]
    assert t.maskedSelect(torch.ByteTensor([0, 0, 0, 0]))._size == ()


@given(pairs())
def test_equal(pair: Any) -> None:
    a, b = pair
    assert torch.equal(a, a.clone()) and a.equal(a)
    assert torch.equal(a, b) == np.array_equal(a.array, b.array)
    assert not torch.equal(a, a.clone().resize(a.nElement(), 1, 1, 1, 1))


def test_nan_is_not_equal() -> None:
    t = torch.Tensor([float("nan")])
    assert not torch.equal(t, t) and t.ne(t).tolist() == [1] and t.eq(t).tolist() == [0]


def test_equality_operator_is_identity() -> None:
    a, b = torch.ones(2), torch.ones(2)
    assert a == a and a != b and len({a, b}) == 2
