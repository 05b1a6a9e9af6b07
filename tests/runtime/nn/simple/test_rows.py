"""Sums over rows that repeat, against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import TorchError
from runtime.nn.simple.rows import (
    add_rows,
    checked_rows,
    last_occurrences,
    rounds,
    running_max,
    segment_sums,
)

RNG = np.random.default_rng(1)


@pytest.mark.parametrize("rows", [[], [2], [4, 0, 2], [1, 1, 1], [3, 0, 3, 2, 0, 3], [4] * 40 + [1, 4, 1] + [2] * 35])
@pytest.mark.parametrize("shape", [(), (3,)])
def test_add_rows(rows: list[int], shape: tuple) -> None:
    values = RNG.standard_normal((len(rows), *shape))
    expected = RNG.standard_normal((5, *shape))
    target = expected.copy()
    for row, value in zip(rows, values):
        expected[row] += value
    add_rows(target, np.array(rows, "i8"), values)
    np.testing.assert_allclose(target, expected)


def test_segment_sums_with_empty_segments() -> None:
    values = RNG.standard_normal((6, 2))
    got = segment_sums(values, np.array([0, 2, 0, 3, 1, 0]))
    parts = [values[:0], values[:2], values[:0], values[2:5], values[5:], values[:0]]
    np.testing.assert_allclose(got, [p.sum(0) for p in parts])


def test_rounds_keep_the_order_of_each_row() -> None:
    rows = np.array([3, 0, 3, 2, 0, 3])
    batches = [sorted(b.tolist()) for b in rounds(rows)]
    assert batches == [[0, 1, 3], [2, 4], [5]]
    assert list(rounds(np.array([], "i8"))) == []


def test_running_max_and_last_occurrences() -> None:
    rows = np.array([3, 0, 3, 2, 0, 3])
    values = np.array([1.0, 5, 4, 2, 3, 2])
    assert running_max(rows, values).tolist() == [1, 5, 4, 2, 5, 4]
    assert sorted(last_occurrences(rows).tolist()) == [3, 4, 5]


@pytest.mark.parametrize("bad", [[0], [4], [1, -3]])
def test_checked_rows(bad: list[int]) -> None:
    assert checked_rows(np.array([1, 3]), 3, "range").tolist() == [0, 2]
    with pytest.raises(TorchError, match="range"):
        checked_rows(np.array(bad), 3, "range")
