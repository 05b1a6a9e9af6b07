"""Arithmetic with numbers, in place, on expanded tensors: TH meets each shared element several times."""

from __future__ import annotations

from typing import Any

import pytest

from runtime import torch


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
