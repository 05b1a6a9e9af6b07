"""What every criterion must survive: a second run, copies, files, conversions, strides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .cases import CRITERIONS
from .criterion.gradients import check_criterion
from .tools import arrays, copies, floats, mapped, same, strided

each = pytest.mark.parametrize("name", CRITERIONS)


def passes(criterion: Any, input: Any, target: Any) -> list[np.ndarray]:
    """The loss and the gradient."""
    return [np.array(criterion.forward(input, target)), *arrays(criterion.backward(input, target))]


def build(name: str) -> tuple[Any, Any, Any]:
    entry = CRITERIONS[name]
    return entry.make(), entry.input, entry.target


@each
def test_gradients(name: str) -> None:
    check_criterion(*build(name))


@each
def test_twice(name: str) -> None:
    criterion, x, target = build(name)
    same(passes(criterion, x, target), passes(criterion, x, target), 0)


@each
def test_copies(name: str) -> None:
    criterion, x, target = build(name)
    expected = passes(criterion, x, target)
    for other in copies(criterion):
        assert type(other) is type(criterion) and repr(other) == repr(criterion) == criterion._typename
        same(passes(other, x, target), expected, 0)
        same([np.array(other(x, target)[0])], expected[:1], 0)


@each
def test_float_and_back(name: str) -> None:
    criterion, x, target = build(name)
    expected = passes(criterion, x, target)
    criterion.float()
    results = passes(criterion, floats(x), floats(target))
    same(results, expected, 1e-4)
    assert {a.dtype for a in results[1:]} == {np.dtype("f4")}
    criterion.double()
    same(passes(criterion, x, target), expected, 1e-4)


@pytest.mark.parametrize("name", [name for name, entry in CRITERIONS.items() if entry.strided])
def test_strided_input(name: str) -> None:
    criterion, x, target = build(name)
    expected = passes(criterion, x, target)
    same(passes(build(name)[0], strided(x), mapped(target, lambda t: t)), expected, 1e-13)
