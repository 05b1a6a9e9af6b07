"""Elements picked and put by class numbers; what C cannot do is left alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from runtime import nn
from runtime.errors import TorchError
from runtime.kernels import native
from runtime.kernels.native.classes import put_at_classes, sum_of_classes
from runtime.tensor import from_array

pytestmark = pytest.mark.skipif(not native.available(), reason="no kernels in C")


def scores(seed: int = 0) -> Any:
    return np.random.default_rng(seed).standard_normal((30, 7), np.float32)


def test_sums_and_places() -> None:
    x, out = scores(), scores(1)
    numbers = np.random.default_rng(2).integers(1, 8, 30)
    rows, classes = np.arange(30), numbers - 1
    assert sum_of_classes(x, numbers) == pytest.approx(x[rows, classes].sum(dtype=np.float64), rel=1e-12)
    assert put_at_classes(-0.25, numbers, out)
    wanted = np.zeros_like(out)
    wanted[rows, classes] = -0.25
    np.testing.assert_array_equal(out, wanted)


@pytest.mark.parametrize("bad", [0, 8, -3, 2**63 - 1, -(2**63)])
def test_numbers_of_no_column(bad: int) -> None:
    numbers, out = np.full(30, 2), scores()
    numbers[17] = bad
    assert sum_of_classes(out, numbers) is None
    assert not put_at_classes(1.0, numbers, out)
    np.testing.assert_array_equal(out, scores())


def test_batches_of_many_sizes() -> None:
    for _ in range(2):
        for rows in range(1, 100):
            x, numbers = scores()[:1].repeat(rows, 0), np.full(rows, 3)
            assert sum_of_classes(x, numbers) == pytest.approx(rows * float(x[0, 2]), rel=1e-6)


def test_threads_do_not_disturb_each_other() -> None:
    def run(seed: int) -> bool:
        x, numbers = scores(seed), np.random.default_rng(seed).integers(1, 8, 30)
        wanted = x[np.arange(30), numbers - 1].sum(dtype=np.float64)
        return all(abs(sum_of_classes(x, numbers) - wanted) < 1e-9 for _ in range(3000))  # type: ignore[operator]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(run, range(4)))


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        (scores().astype(np.float64), np.ones(30, int)),
        (scores()[:, ::2], np.ones(30, int)),
        (scores(), np.ones(29, int)),
        (scores(), np.ones((30, 1), int)),
        (scores(), np.ones(30, np.int32)),
        (scores(), np.ones(30)),
        (scores()[0], np.ones(30, int)),
    ],
)
def test_what_c_does_not_know(rows: Any, numbers: Any) -> None:
    assert sum_of_classes(rows, numbers) is None
    assert not put_at_classes(1.0, numbers, rows.copy() if rows.ndim < 2 else rows)


@pytest.mark.parametrize("ignored", [None, 3, 7, 8, -100])
@pytest.mark.parametrize("average", [True, False])
def test_the_loss_is_the_same_with_and_without(ignored: int | None, average: bool) -> None:
    x = from_array(scores())
    target = from_array(np.random.default_rng(3).integers(1, 8, 30).astype(np.float32))
    found = []
    for _ in range(2):
        loss = nn.ClassNLLCriterion(None, average, ignored).float()
        found.append((loss.forward(x, target), loss.backward(x, target).array.copy(), loss.target.array.copy()))
        with native.disabled():
            loss = nn.ClassNLLCriterion(None, average, ignored).float()
            found.append((loss.forward(x, target), loss.backward(x, target).array.copy(), loss.target.array.copy()))
    for one in found[1:]:
        assert one[0] == pytest.approx(found[0][0], rel=1e-6)
        np.testing.assert_array_equal(one[1], found[0][1])
        np.testing.assert_array_equal(one[2], found[0][2])
    assert found[0][2].dtype == np.int64


def test_a_class_that_is_none_is_told() -> None:
    x, target = from_array(scores()), from_array(np.full(30, 9, np.float32))
    with pytest.raises(TorchError, match="Target 9 is none of the classes 1 to 7"):
        nn.ClassNLLCriterion().float().forward(x, target)
