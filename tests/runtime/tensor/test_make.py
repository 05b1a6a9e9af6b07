"""Tensors made from nothing (zeros, range ...), from others (cat, repeatTensor ...), and parts of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import Table, TorchError, torch

from .layouts import ALL, check, laid_out, layouts, numbers, seeds, shapes, tensors


@pytest.mark.parametrize("name", ALL)
def test_zeros_ones_eye(name: str) -> None:
    cls = torch.TYPES[f"{name}Tensor"]
    check(cls().zeros(2, 3), np.zeros((2, 3)))
    check(cls().ones(torch.LongStorage([2, 3])), np.ones((2, 3)))
    check(cls().eye(2), np.eye(2))
    check(cls().eye(3, 2), np.eye(3, 2))
    check(cls().range(1, 4), np.arange(1, 5))
    check(cls(4).fill(3), np.full(4, 3))


def test_functions_make_the_default_type() -> None:
    assert torch.zeros(2, 0, 3)._size == (2,), "sizes end at the first that is not positive"
    assert torch.ones([2, 2]).tolist() == [[1, 1], [1, 1]]
    with pytest.raises(TorchError, match="invalid arguments: table"):
        torch.ones(Table([2, 2]))  # sizes in a table of Lua
    check(torch.range(1, 2, 0.3), [1, 1.3, 1.6, 1.9])
    check(torch.range(3, 1, -1), [3, 2, 1])
    check(torch.linspace(0, 1, 5), np.linspace(0, 1, 5))
    check(torch.logspace(0, 2, 3), [1, 10, 100])
    check(torch.linspace(3, 3, 1), [3])
    assert torch.linspace(0, 1)._size == (100,)
    matrix = torch.Tensor(2, 2)
    assert torch.range(matrix, 1, 4) is matrix and matrix.tolist() == [[1, 2], [3, 4]], "a fitting shape is kept"
    assert torch.LongTensor().range(2, 8, 3).tolist() == [2, 5, 8]
    for call, text in (
        (lambda: torch.range(1, 2, 0), "step must be a non-null number"),
        (lambda: torch.range(2, 1), "upper bound and larger bound incoherent with step sign"),
        (lambda: torch.linspace(0, 1, 1), "invalid number of points"),
        (lambda: torch.eye(0), "invalid argument"),
    ):
        with pytest.raises(TorchError, match=text):
            call()


@given(shapes, st.integers(0, 3), st.integers(1, 4), st.sampled_from(ALL), seeds, st.data())
def test_cat(shape: tuple, pick: int, count: int, name: str, seed: int, data: Any) -> None:
    d = pick % len(shape)
    parts = []
    for i in range(count):
        size = (*shape[:d], data.draw(st.integers(1, 3)), *shape[d + 1 :])
        parts.append(laid_out(numbers(size, name, seed + i), data.draw(layouts)))
    expected = np.concatenate([p.array for p in parts], d)
    check(torch.cat(parts, d + 1), expected)
    check(torch.cat(Table(parts), d + 1), expected)
    result = parts[0].new(3)
    assert torch.cat(result, parts, d + 1) is result
    check(result, expected)
    if count == 2:
        check(torch.cat(*parts, d + 1), expected)
        check(parts[0].cat(parts[1], d + 1), expected)


def test_cat_of_uneven_tensors() -> None:
    empty, v = torch.Tensor(), torch.Tensor([1, 2])
    assert torch.cat(empty, v).tolist() == [1, 2] and torch.cat([empty, empty])._size == ()
    assert torch.cat(v, torch.Tensor([3, 4]), 2).tolist() == [[1, 3], [2, 4]]
    assert torch.cat(torch.zeros(2, 2), torch.ones(2, 2)).tolist() == [[0, 0, 1, 1]] * 2, "the last dimension"
    assert v.cat(v, v, 1).tolist() == [1, 2, 1, 2], "the result may be a source"
    with pytest.raises(TorchError, match="^inconsistent tensor sizes$"):
        torch.cat(torch.zeros(2, 2), torch.zeros(3), 1)
    with pytest.raises(TorchError, match="invalid dimension 0"):
        torch.cat(v, v, 0)


@given(tensors(), st.lists(st.integers(1, 3), min_size=4, max_size=5))
def test_repeatTensor(t: Any, repeats: list[int]) -> None:
    expected = np.tile(t.array, repeats)
    check(t.repeatTensor(*repeats), expected)
    check(torch.repeatTensor(t, torch.LongStorage(repeats)), expected)
    result = t.new()
    assert torch.repeatTensor(result, t, *repeats) is result
    check(result, expected)


def test_repeatTensor_needs_all_dimensions() -> None:
    with pytest.raises(TorchError, match="can not be smaller than number of dimensions"):
        torch.zeros(2, 2).repeatTensor(2)


@given(tensors(), st.integers(0, 3), st.integers(1, 5))
def test_split_and_chunk(t: Any, pick: int, size: int) -> None:
    d = pick % t.dim()
    for parts, step in ((t.split(size, d + 1), size), (t.chunk(size, d + 1), -(-t.size(d + 1) // size))):
        expected = np.split(t.array, range(step, t.size(d + 1), step), d)
        assert len(parts) == len(expected)
        for part, array in zip(parts.array_values(), expected):
            check(part, array)
            assert part.storage() is t.storage(), "parts are views"


def test_split_into_a_table() -> None:
    table = Table({1: "old", "x": 1})
    assert torch.split(table, torch.range(1, 5), 2) is table
    assert len(table) == 3 and table.get("x") is None and table[3].tolist() == [5]
    assert len(torch.chunk(torch.range(1, 5), 3)) == 3


@given(tensors())
def test_reshape(t: Any) -> None:
    copy = t.reshape(t.nElement())
    check(copy, t.array.reshape(-1))
    assert copy.storage() is not t.storage()
    assert torch.reshape(copy, t, 1, t.nElement())._size == (1, t.nElement())


@given(tensors(), st.integers(-4, 4))
def test_diagonals(t: Any, k: int) -> None:
    if t.dim() == 2:
        check(t.tril(k), np.tril(t.array, k))
        check(torch.triu(t, k), np.triu(t.array, k))
        expected = np.diag(t.array, k)
        if expected.size:
            check(t.diag(k), expected)
    if t.dim() == 1:
        check(t.diag(k), np.diag(t.array, k))


def test_cross() -> None:
    a, b = torch.Tensor([[1, 0, 0], [0, 1, 0]]), torch.Tensor([[0, 1, 0], [0, 0, 1]])
    assert torch.cross(a, b).tolist() == a.cross(b, 2).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert torch.cross(a.t(), b.t()).t().tolist() == [[0, 0, 1], [1, 0, 0]]
    for call, text in (
        (lambda: torch.cross(a, b, 1), "dimension 1 does not have size 3"),
        (lambda: torch.cross(a, b, 3), "dimension 3 out of range"),
        (lambda: torch.cross(a, torch.zeros(3)), "inconsistent tensor dimension 2D, 1D"),
        (lambda: torch.cross(torch.zeros(2), torch.zeros(2)), r"no dimension of size 3 in a: \[2\]"),
        (lambda: torch.cross(a, b.t()), r"inconsistent tensor sizes \[2 x 3\], \[3 x 2\]"),
        (lambda: a.view(1, 2, 3).diag(), "matrix or a vector expected"),
        (lambda: torch.zeros(2).tril(), "expected a matrix"),
    ):
        with pytest.raises(TorchError, match=text):
            call()
