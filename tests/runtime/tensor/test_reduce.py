"""Sums, extremes, moments and running sums against numpy, over types and layouts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import TorchError, torch

from .layouts import FLOATS, check, pairs, tensors


def dimension(t: Any, pick: int) -> int:
    return pick % t.dim() + 1


@given(tensors(), st.integers(0, 3))
def test_sums_and_products(t: Any, pick: int) -> None:
    d = dimension(t, pick)
    a = t.array.astype(np.int64 if t.dtype.integral else np.float64)
    assert t.sum() == pytest.approx(a.sum()) and isinstance(t.sum(), (int, float))
    check(t.sum(d), a.sum(d - 1, keepdims=True), 1e-5)
    check(t.prod(d), a.prod(d - 1, keepdims=True), 1e-4)
    check(t.cumsum(d), a.cumsum(d - 1), 1e-5)
    check(t.cumprod(d), a.cumprod(d - 1), 1e-4)
    assert t.prod() == pytest.approx(a.prod(), rel=1e-4)


@given(tensors(), st.integers(0, 3))
def test_extremes(t: Any, pick: int) -> None:
    d = dimension(t, pick)
    assert t.max() == t.array.max() and t.min() == t.array.min()
    for name in ("max", "min"):
        values, positions = getattr(torch, name)(t, d)
        assert positions.typename == "torch.LongTensor" and values.typename == t.typename
        check(values, getattr(t.array, name)(d - 1, keepdims=True))
        check(positions, getattr(t.array, f"arg{name}")(d - 1, keepdims=True) + 1)


@given(tensors(FLOATS), st.integers(0, 3), st.booleans())
def test_moments(t: Any, pick: int, biased: bool) -> None:
    d, ddof = dimension(t, pick), 0 if biased else 1
    a = t.array.astype(np.float64)
    assert t.mean() == pytest.approx(a.mean(), abs=1e-6)
    check(t.mean(d), a.mean(d - 1, keepdims=True), 1e-5)
    if a.size > 1:
        assert t.var(biased) == pytest.approx(a.var(ddof=ddof))
        assert t.std(biased) == pytest.approx(a.std(ddof=ddof))
    count = a.shape[d - 1] - ddof
    expected = ((a - a.mean(d - 1, keepdims=True)) ** 2).sum(d - 1, keepdims=True) / np.float64(count)
    check(t.var(d, biased), expected, 1e-5)
    check(t.std(d, biased), np.sqrt(expected), 1e-5)


@given(tensors(FLOATS), st.integers(0, 3), st.sampled_from([0, 1, 2, 3, 0.5]))
def test_norms(t: Any, pick: int, p: float) -> None:
    d = dimension(t, pick)
    a = np.abs(t.array.astype(np.float64))
    counted = (a != 0).sum(d - 1, keepdims=True)
    check(t.norm(p, d), counted if p == 0 else (a**p).sum(d - 1, keepdims=True) ** (1 / p), 1e-5)
    assert t.norm(p) == pytest.approx((a != 0).sum() if p == 0 else (a**p).sum() ** (1 / p), rel=1e-5)
    if p:
        other = torch.add(t, 1)
        assert t.dist(other, p) == pytest.approx(a.size ** (1 / p), rel=1e-4)


@given(tensors(FLOATS), st.integers(0, 3), st.sampled_from([1, 2, 3]))
def test_renorm(t: Any, pick: int, p: int) -> None:
    if t.dim() < 2:
        return
    d = dimension(t, pick)
    result = torch.renorm(t, p, d, 2)
    for i in range(t.size(d)):
        norm, before = result.select(d, i + 1).norm(p), t.select(d, i + 1).norm(p)
        assert norm == pytest.approx(min(before, 2), rel=1e-4)


@given(pairs())
def test_dot(pair: Any) -> None:
    a, b = pair
    product = (a.array.astype(np.int64) * b.array).sum() if a.dtype.integral else (a.array * b.array).sum()
    wrapped = np.array(product).astype(a.dtype.numpy)
    assert torch.dot(a, b) == pytest.approx(wrapped, rel=1e-5)


def test_results_and_their_reuse() -> None:
    x = torch.Tensor([[1, 2, 3], [4, 5, 6]])
    result, positions = torch.Tensor(7), torch.LongTensor()
    assert result.sum(x, 2) is result and result.tolist() == [[6], [15]]
    assert torch.max(result, positions, x, 1) == (result, positions)
    assert result.tolist() == [[4, 5, 6]] and positions.tolist() == [[2, 2, 2]]
    assert x.sum(x, 1).tolist() == [[5, 7, 9]], "the result may be the source"


def test_first_of_equals_and_nan() -> None:
    assert [t.tolist() for t in torch.Tensor([1, 3, 3]).max(1)] == [[3], [2]]
    values, positions = torch.Tensor([1, float("nan"), 5]).max(1)
    assert math.isnan(values[0]) and positions.tolist() == [2]
    assert math.isnan(torch.Tensor([1, float("nan")]).max())


def test_accumulation_is_wide() -> None:
    assert torch.ByteTensor([200, 100]).sum() == 300
    assert torch.ByteTensor([200, 100]).sum(1).tolist() == [44]
    big = torch.FloatTensor(2).fill(1)
    big[0] = 2**25
    assert big.sum() == 2**25 + 1, "floats are summed in double"
    assert torch.IntTensor([2**31 - 1, 1]).sum() == 2**31


def test_errors() -> None:
    x = torch.zeros(2, 3)
    with pytest.raises(TorchError, match=r"bad argument #2 to '\?' \(dimension 3 out of range\)"):
        x.sum(3)
    with pytest.raises(TorchError, match="invalid dimension 0"):
        x.mean(0)
    with pytest.raises(TorchError, match="tensor must have one dimension"):
        torch.Tensor().max()
    with pytest.raises(TorchError, match="empty Tensor"):
        torch.Tensor().mean()
    assert torch.Tensor().sum() == 0


def test_histograms() -> None:
    x = torch.Tensor([1, 2, 2, 3, 3, 3, 10])
    assert x.histc(3).tolist() == [6, 0, 1]
    assert x.histc(3, 1, 4).tolist() == [1, 2, 3], "what is outside is not counted"
    assert torch.ones(4).histc(2).tolist() == [0, 4]
    assert torch.bhistc(torch.Tensor([[1, 1, 2], [2, 3, 3]]), 3, 1, 3).tolist() == [[2, 1, 0], [0, 1, 2]]
    with pytest.raises(TorchError, match="the input must be a 2d tensor"):
        torch.bhistc(torch.zeros(2, 2, 2))


@given(tensors())
def test_trace_and_numel(t: Any) -> None:
    assert torch.numel(t) == t.nElement() == t.array.size
    if t.dim() == 2:
        assert torch.trace(t) == pytest.approx(np.trace(t.array.astype(float)))
