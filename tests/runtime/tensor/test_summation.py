"""Sums are those of a loop, to the bit."""

from __future__ import annotations

import functools
import math
import operator

import numpy as np
import pytest

from runtime import torch


def loop(values) -> float:
    return functools.reduce(operator.add, map(float, values), 0.0)


@pytest.mark.parametrize("n", [1, 7, 30, 1000, 20000])
@pytest.mark.parametrize("kind", ["Double", "Float"])
def test_sums_are_those_of_a_loop(n: int, kind: str) -> None:
    x = torch.from_numpy(np.random.default_rng(n).normal(size=n)).type(f"torch.{kind}Tensor")
    values = [float(v) for v in x.array]
    assert x.sum() == loop(values)
    assert x.mean() == loop(values) / n
    assert x.norm() == math.sqrt(loop([v * v for v in values]))
    real = x.array.dtype.type
    assert x.view(1, n).sum(2).tolist() == [[real(loop(values))]]
    pairs = torch.from_numpy(np.stack([x.array, x.array], 1))
    assert pairs.select(2, 2).sum() == loop(values)
    if n > 1:
        mean = loop(values) / n
        assert x.var() == loop([(v - mean) * (v - mean) for v in values]) / (n - 1)


def test_long_rows_and_many_rows() -> None:
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(3, 9000)))
    assert x.sum(2).array[:, 0].tolist() == [loop(row) for row in x.array]
    y = x.view(9000, 3)
    assert y.sum(2).array[:, 0].tolist() == [loop(row) for row in y.array]
