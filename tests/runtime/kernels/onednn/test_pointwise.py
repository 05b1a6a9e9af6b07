"""Element-wise chains of oneDNN against numpy: values, awkward values, in place, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runtime.kernels import onednn, parallel, threads
from runtime.kernels.onednn import chain, pointwise

from .tools import floats, needs_library

pytestmark = needs_library

SHAPES = [(3, 16, 1024), (32, 64, 64), (1, 64, 3136), (2, 7, 1501), (5, 1, 4001), (40000, 1, 1), (1, 20011, 1)]
AWKWARD = (np.nan, np.inf, -np.inf, -0.0, 0.0, 2.5, -2.5, 1e-45, -1e-45, 3.4e38)


def columns(rng: Any, count: int, features: int) -> list[np.ndarray]:
    return [floats(rng, features) for _ in range(count)]


@pytest.mark.parametrize("shape", SHAPES)
def test_values(shape: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(0)
    x, values, out = floats(rng, *shape), floats(rng, *shape), np.empty(shape, "f4")
    mean, factor, shift, slope = columns(rng, 4, shape[1])
    m, f, s, k = (v.astype("f8")[:, None] for v in (mean, factor, shift, slope))
    cases: list[tuple[Callable[[], bool], Any]] = [
        (lambda: pointwise.rectify(x, out), np.maximum(x, 0)),
        (lambda: pointwise.keep_above_zero(x, values, out), np.where(x > 0, values, 0)),
        (lambda: pointwise.add(x, values, out), x + values),
        (lambda: pointwise.scale(x, factor, out), x * factor[:, None]),
        (lambda: pointwise.normalise(x, mean, factor, shift, out), (x - m) * f + s),
        (
            lambda: pointwise.follow_line(x, values, mean, slope, shift, factor, out),
            ((x - m) * k + s + values) * f,
        ),
    ]
    for i, (function, expected) in enumerate(cases):
        out.fill(np.nan)
        assert function()
        np.testing.assert_allclose(out, expected, rtol=1e-4 if i > 3 else 0, atol=1e-5 if i > 3 else 0)


def test_small_and_odd_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "FEWEST", 1)
    rng = np.random.default_rng(1)
    for case in range(120):
        shape = tuple(int(n) for n in rng.integers(1, (5, 40, 40)))
        if case % 3 == 0:
            shape = (*shape[:2], 1) if case % 2 else (shape[0], 1, shape[2])
        test_values(shape)
        test_rows(shape[1:])


@pytest.mark.parametrize("shape", [(17, 1003), (1, 20000), (20000, 1), (300, 64)])
def test_rows(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    x, out = floats(rng, *shape), np.empty(shape, "f4")
    most, less = x.max(1), floats(rng, len(x))
    assert pointwise.exponentials(x, most, out)
    np.testing.assert_allclose(out, np.exp((x - most[:, None]).astype("f8")), rtol=1e-6)
    assert pointwise.subtract_twice(x, most, less, out)
    np.testing.assert_array_equal(out, x - most[:, None] - less[:, None])


def test_in_place() -> None:
    rng = np.random.default_rng(0)
    x, values = floats(rng, 4, 32, 200), floats(rng, 4, 32, 200)
    work = x.copy()
    assert pointwise.rectify(work, work)
    np.testing.assert_array_equal(work, np.maximum(x, 0))
    work = values.copy()
    assert pointwise.keep_above_zero(x, work, work)
    np.testing.assert_array_equal(work, np.where(x > 0, values, 0))
    for first, second in ((0, 1), (1, 0)):
        both = [x.copy(), values.copy()]
        assert pointwise.add(both[first], both[second], both[0])
        np.testing.assert_array_equal(both[0], x + values)
    work = values.copy()
    mean, factor, shift, slope = columns(rng, 4, 32)
    assert pointwise.follow_line(x, work, mean, slope, shift, factor, work)
    expected = ((x - mean[:, None]) * slope[:, None] + shift[:, None] + values) * factor[:, None]
    np.testing.assert_allclose(work, expected, rtol=1e-4, atol=1e-5)


def test_awkward_values() -> None:
    """NaN is not above 0, no zero has a sign."""
    x = np.tile(np.array(AWKWARD, "f4"), 2003)
    out = np.empty_like(x)
    assert pointwise.rectify(x, out)
    assert out.tobytes() == np.where(x > 0, x, np.float32(0)).tobytes()
    values = np.tile(np.array((1, -1, 2.5, -3e-39, 5e38, 7, -7), "f4"), 2862)[: len(x)]
    values[np.isinf(values)] = 1
    assert pointwise.keep_above_zero(x, values, out)
    assert out.tobytes() == np.where(x > 0, values, np.float32(0)).tobytes()


def test_refused() -> None:
    rng = np.random.default_rng(0)
    x = floats(rng, 200, 200)
    locked, memory = x.copy(), floats(rng, 200 * 200 + 8)
    locked.flags.writeable = False
    refused = [
        (x, x.astype("f8")),
        (x.astype("f8"), x.copy()),
        (x, x.T.copy().T),
        (x.T, x.copy()),
        (x, x.reshape(-1).copy()),
        (x, locked),
        (x[:50, :50].copy(), np.empty((50, 50), "f4")),
        (memory[:-8], memory[8:]),
        (memory[8:], memory[:-8]),
        (x.astype(">f4"), x.copy()),
    ]
    for source, out in refused:
        before = out.tobytes()
        assert not pointwise.rectify(source, out)
        assert out.tobytes() == before
    assert not pointwise.keep_above_zero(x, x, x)


def test_not_in_jobs_and_not_when_disabled() -> None:
    x = np.ones((4, 200, 200), "f4")
    done: list[bool] = []
    threads.set_threads(2)
    try:
        parallel.run(lambda i: done.append(pointwise.rectify(x[i], x[i].copy())), [(i,) for i in range(4)])
    finally:
        threads.set_threads(None)
    with onednn.disabled():
        done.append(pointwise.rectify(x, x))
    assert done == [False] * 5
