"""apply, map, map2 with Python functions, and Python's operators with Torch's meaning."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import TorchError, torch

from .layouts import check, pairs, tensors


@given(tensors())
def test_apply_visits_in_order(t: Any) -> None:
    seen: list[float] = []
    assert t.apply(seen.append) is t, "None keeps the element"
    assert seen == t.array.reshape(-1).tolist()


@given(pairs(count=3))
def test_map(triple: Any) -> None:
    t, a, b = triple
    expected = t.array + a.array * 2
    if 0 not in t._stride:
        check(t.map(a, lambda x, y: x + 2 * y), expected)
        check(t.map2(a, b, lambda x, y, z: y - z if y > z else 0), np.where(a.array > b.array, a.array - b.array, 0))


def test_what_functions_return() -> None:
    assert torch.IntTensor([1, 2]).apply(lambda x: x + 0.9).tolist() == [1, 2], "truncated as C does"
    assert torch.Tensor([1, 5]).apply(lambda x: 0 if x > 3 else None).tolist() == [1, 0]
    with pytest.raises(TorchError, match="should return a number or nil"):
        torch.ones(1).apply(lambda x: "x")
    t = torch.ones(3)
    with pytest.raises(ZeroDivisionError):
        t.apply(lambda x: 5 if t[0] == 1 else 1 / 0)
    assert t.tolist() == [5, 1, 1], "elements before the error are changed"


@given(pairs(), st.integers(1, 4))
def test_operators_make_new_tensors(pair: Any, value: int) -> None:
    a, b = pair
    before = a.array.copy()
    exact = before.astype(np.int64) if a.dtype.integral else before
    check(a + b, exact + b.array)
    check(a - b, exact - b.array)
    check(a + value, exact + value)
    check(value + a, exact + value)
    check(a - value, exact - value)
    check(value - a, value - exact)
    check(a * value, exact * value)
    check(value * a, exact * value)
    check(-a, -exact)
    check(a / value, np.trunc(before / value) if a.dtype.integral else before / value)
    check(a % value, np.mod(exact, value))
    np.testing.assert_array_equal(a.array, before)


def test_products() -> None:
    m, v = torch.Tensor([[1, 2], [3, 4]]), torch.Tensor([1, 2])
    assert (m * m).tolist() == (m @ m).tolist() == [[7, 10], [15, 22]]
    assert (m * v).tolist() == [5, 11] and v * v == 5
    assert (m**2).tolist() == [[1, 4], [9, 16]] and abs(-v).tolist() == [1, 2]
    with pytest.raises(TorchError, match="multiplication between 1D and 2D tensors not yet supported"):
        operator.mul(v, m)


def test_refused_operands() -> None:
    t = torch.ones(2)
    for other in (torch.ones(2), "x", None):
        with pytest.raises(TorchError, match=r"bad argument #2 to '\?' \(number expected"):
            operator.truediv(t, other)
    for other in (torch.IntTensor(2), "x", True):
        with pytest.raises(TorchError, match="number expected, got"):
            operator.add(t, other)
