"""Elementwise operations in place on tensors that share elements: TH meets each of these several times, in order."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime import torch
from runtime.tensor.overlap import shares_elements


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("add", [1 + 3 * 2, 2 + 3 * 2]),
        ("csub", [1 - 3 * 2, 2 - 3 * 2]),
        ("mul", [1 * 2**3, 2 * 2**3]),
        ("div", [1 / 8, 2 / 8]),
    ],
)
@pytest.mark.parametrize("kind", ["Double", "Float"])
def test_each_element_changes_as_often_as_it_is_met(method: str, expected: list[float], kind: str) -> None:
    small: Any = getattr(torch, f"{kind}Tensor")([1, 2])
    expanded = small.view(2, 1).expand(2, 3)
    assert getattr(expanded, method)(2) is expanded
    assert small.tolist() == expected and expanded.array[:, 2].tolist() == expected


def test_a_result_elsewhere_changes_once() -> None:
    expanded = torch.Tensor([1, 2]).view(2, 1).expand(2, 3)
    assert torch.mul(expanded, 2).tolist() == [[2] * 3, [4] * 3]
    number = torch.Tensor([5]).expand(4)
    assert number.add(1).tolist() == [9] * 4


def test_tensors_are_met_in_order() -> None:
    x = torch.Tensor([1, 2])
    x.view(2, 1).expand(2, 3).add(torch.Tensor([[1, 2, 3], [10, 20, 30]]))
    assert x.tolist() == [1 + 6, 2 + 60]
    x = torch.Tensor([2])
    x.expand(3).cmul(torch.Tensor([2, 3, 4])).cdiv(torch.Tensor([1, 2, 1]))
    assert x.tolist() == [24]
    x = torch.Tensor([1, 2, 3, 4])
    x.unfold(1, 2, 1).add(1, torch.Tensor([[1, 2], [10, 20], [100, 200]]))
    assert x.tolist() == [2, 2 + 2 + 10, 3 + 20 + 100, 204]


def test_what_is_read_was_written_before() -> None:
    x = torch.Tensor([1])
    shared = x.expand(3)
    shared.add(shared)
    assert x.tolist() == [8]
    x = torch.Tensor([3])
    assert x.expand(4).neg().tolist() == [3] * 4
    assert x.expand(3).addcmul(2, x.expand(3), torch.Tensor([1, 1, 1])).tolist() == [81] * 3


def test_a_result_that_shares_elements_keeps_the_last() -> None:
    target = torch.Tensor([0, 0])
    torch.mul(target.view(2, 1).expand(2, 3), torch.Tensor([[1, 2, 3], [4, 5, 6]]), 10)
    assert target.tolist() == [30, 60]


def test_functions_see_what_they_have_returned() -> None:
    x = torch.Tensor([1, 5])
    x.view(2, 1).expand(2, 3).apply(lambda v: v * 2)
    assert x.tolist() == [8, 40]
    x.unfold(1, 1, 1).expand(2, 2).map(torch.Tensor([[1, 2], [3, 4]]), lambda v, w: v + w)
    assert x.tolist() == [11, 47]


@settings(max_examples=200, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    strides=st.lists(st.integers(0, 4), min_size=3, max_size=3),
    name=st.sampled_from(["add", "cmul", "csub", "cmax", "addcmul"]),
    given_result=st.booleans(),
)
def test_against_a_loop(sizes: list[int], strides: list[int], name: str, given_result: bool) -> None:
    """Any sizes and strides: the loop over all positions, one after the other, gives the same."""
    step = {
        "add": lambda r, a: r + a,
        "cmul": lambda r, a: r * a,
        "csub": lambda r, a: r - a,
        "cmax": max,
        "addcmul": lambda r, a: r + a * a,
    }[name]
    strides = strides[: len(sizes)]
    storage = torch.DoubleStorage([(7 * i) % 5 - 2 for i in range(40)])
    expected = storage.tolist()
    result = torch.DoubleTensor(storage, 2, torch.LongStorage(sizes), torch.LongStorage(strides))
    source = torch.range(1, math.prod(sizes)).resize(*sizes)
    first = torch.range(3, math.prod(sizes) + 2).resize(*sizes)
    others = [source] * (2 if name == "addcmul" else 1)
    for i, index in enumerate(np.ndindex(*sizes)):
        cell = 1 + sum(k * s for k, s in zip(index, strides))
        expected[cell] = step(first.array.flat[i] if given_result else expected[cell], source.array.flat[i])
    getattr(torch, name)(result, first if given_result else result, *others)
    assert storage.tolist() == expected
    cells = [sum(k * s for k, s in zip(index, strides)) for index in np.ndindex(*sizes)]
    assert shares_elements(result) or len(set(cells)) == len(cells)
