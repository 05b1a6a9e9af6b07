"""sort, topk, kthvalue, median, mode against numpy; which of equal elements, and in which order."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import TorchError, torch
from runtime.tensor.quickselect import smallest_first

from .layouts import check, tensors


def picked(t: Any, positions: Any, d: int) -> np.ndarray:
    return np.take_along_axis(t.array, positions.array - 1, d)


@given(tensors(), st.integers(0, 3), st.booleans())
def test_sort(t: Any, pick: int, descending: bool) -> None:
    d = pick % t.dim()
    values, positions = torch.sort(t, d + 1, descending)
    expected = np.sort(t.array, axis=d)
    check(values, np.flip(expected, d) if descending else expected)
    np.testing.assert_array_equal(picked(t, positions, d), values.array)
    np.testing.assert_array_equal(np.sort(positions.array, d), np.sort(np.argsort(t.array, d) + 1, d))


@given(tensors(), st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans())
def test_topk(t: Any, pick: int, k: int, largest: bool, ordered: bool) -> None:
    d = pick % t.dim()
    k = k % t.size(d + 1) + 1
    values, positions = t.topk(k, d + 1, largest, ordered)
    ranked = np.sort(t.array, axis=d)
    expected = np.take(ranked, range(t.size(d + 1) - k, t.size(d + 1)) if largest else range(k), axis=d)
    np.testing.assert_array_equal(np.sort(values.array, d), expected)
    np.testing.assert_array_equal(picked(t, positions, d), values.array)
    if ordered:
        check(values, np.flip(expected, d) if largest else expected)


@given(tensors(), st.integers(0, 3), st.integers(0, 3))
def test_kth_and_median(t: Any, pick: int, k: int) -> None:
    d = pick % t.dim()
    n = t.size(d + 1)
    k = k % n + 1
    ranked = np.sort(t.array, axis=d)
    for (values, positions), rank in ((t.kthvalue(k, d + 1), k - 1), (t.median(d + 1), (n - 1) // 2)):
        check(values, np.take(ranked, [rank], axis=d))
        np.testing.assert_array_equal(picked(t, positions, d), values.array)


@given(tensors(), st.integers(0, 3))
def test_mode(t: Any, pick: int) -> None:
    d = pick % t.dim()
    values, positions = torch.mode(t, d + 1)
    np.testing.assert_array_equal(picked(t, positions, d), values.array)
    rows = np.moveaxis(t.array, d, -1).reshape(-1, t.size(d + 1))
    for row, value in zip(rows, np.moveaxis(values.array, d, -1).flat):
        found, counts = np.unique(row, return_counts=True)
        assert value == found[np.argmax(counts)], "the smallest of the most frequent"


@given(st.lists(st.integers(0, 9), min_size=1, max_size=300), st.data())
def test_selection_puts_the_kth_in_its_place(values: list[int], data: Any) -> None:
    array = np.array(values)
    k = data.draw(st.integers(0, len(values) - 1))
    order = smallest_first(array, k, 0)
    assert sorted(order.tolist()) == list(range(len(values)))
    ranked = array[order]
    assert ranked[k] == np.sort(array)[k]
    assert (ranked[:k] <= ranked[k]).all() and (ranked[k + 1 :] >= ranked[k]).all()


def test_recorded_orders() -> None:
    """What Torch7 printed for calls whose order is its quickselect's."""
    x = torch.Tensor([[3, 1, 2, 5], [9, 7, 8, 6]])
    assert [t.tolist() for t in x.topk(2)] == [[[1, 2], [6, 7]], [[2, 3], [4, 2]]]
    assert [t.tolist() for t in torch.Tensor([2, 1, 2, 3, 3, 3, 1]).mode()] == [[3], [6]]
    assert [t.tolist() for t in torch.Tensor([5, 3, 8, 1]).median()] == [[3], [2]]


def test_equal_elements_keep_their_order() -> None:
    x = torch.Tensor([2, 1, 2, 1])
    assert x.sort()[1].tolist() == [2, 4, 1, 3]
    assert x.sort(1, True)[1].tolist() == [1, 3, 2, 4]


def test_nans_stay_where_quicksort_and_quickselect_leave_them() -> None:
    nan = float("nan")
    values, _ = torch.Tensor([3, nan, 1]).topk(2, 1, False, True)
    assert math.isnan(values.tolist()[0]) and values.tolist()[1] == 1
    assert torch.sort(torch.Tensor([nan, 1, 2]))[1].tolist() == [1, 2, 3]
    assert torch.sort(torch.Tensor([2, 1, nan]))[1].tolist() == [2, 1, 3]


def test_equal_elements_are_in_the_order_of_quicksort() -> None:
    """What Torch7 gives for 40 elements of 11 values."""
    x = torch.Tensor([i * 7 % 11 for i in range(1, 41)])
    places = [22, 33, 11, 19, 8, 30, 27, 5, 38, 16, 2, 24, 13, 35, 21, 32, 10, 29, 7, 40]
    assert x.sort()[1].tolist()[:20] == places
    few = torch.IntTensor([3, 1, 2, 3, 1, 2, 3, 1])
    assert few.sort()[1].tolist() == [2, 5, 8, 3, 6, 1, 4, 7]
    assert few.sort(1, True)[1].tolist() == [1, 4, 7, 3, 6, 2, 5, 8]


def test_errors() -> None:
    x = torch.zeros(3)
    for call, text in (
        (lambda: x.sort(2), "invalid dimension 2"),
        (lambda: x.topk(4), "k not in range for dimension"),
        (lambda: x.kthvalue(0), "selected index out of range"),
        (lambda: x.median(2), "dimension out of range"),
    ):
        with pytest.raises(TorchError, match=text):
            call()


def test_results_may_be_given() -> None:
    x, values, positions = torch.Tensor([3, 1, 2]), torch.Tensor(), torch.LongTensor()
    assert torch.sort(values, positions, x) == (values, positions)
    assert values.tolist() == [1, 2, 3] and positions.tolist() == [2, 3, 1]
    torch.sort(x, positions, x)
    assert x.tolist() == [1, 2, 3], "the result may be the source"
