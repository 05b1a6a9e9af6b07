"""Searching for categories gives the same ones however it is done."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.random import Generator, multinomial

module = sys.modules["runtime.random.multinomial"]


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 60), rows=st.integers(1, 3), skew=st.sampled_from([0, 6]))
def test_each_point_finds_the_first_sum_that_reaches_it(seed: int, count: int, rows: int, skew: int) -> None:
    draw = np.random.default_rng(seed)
    chances = (
        draw.random((rows, count)) * 10.0 ** draw.integers(-skew, 1, (rows, count)) * draw.integers(0, 2, (rows, count))
    )
    chances[:, draw.integers(count)] += 0.1
    sums = np.cumsum(chances, axis=1)
    sums /= sums[:, -1:]
    points = draw.choice([*draw.random(60), *sums[sums < 1]], (rows, 80))
    expected = [
        [int(np.flatnonzero(own >= x)[0]) for x in line] for own, line in zip(np.where(sums > 1, 1, sums), points)
    ]
    with pytest.MonkeyPatch.context() as patch:
        for limits in (
            {},
            {"_MANY_POINTS": 1, "_MANY_SUMS": 1},
            {"_MANY_POINTS": 1, "_MANY_SUMS": 1, "_STEPS": 1},
            {"_MANY": 999},
        ):
            for name, value in limits.items():
                patch.setattr(module, name, value)
            assert module._search(sums.copy(), points).tolist() == expected


def test_many_samples_of_many_categories() -> None:
    chances = np.arange(1.0, 5001)
    generator = Generator()
    generator.manualSeed(3)
    found = multinomial(chances, 20_000, True, generator)
    assert found.min() >= 1 and found.max() <= 5000 and abs(found.mean() - 3333) < 40
