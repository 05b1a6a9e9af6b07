"""Products of float32 matrices against numpy's in double."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from runtime.kernels import onednn, parallel
from runtime.kernels.onednn import matmul

from .tools import floats, needs_library

pytestmark = needs_library

SIZES = (
    (3, 4, 5),
    (1, 4, 5),
    (3, 1, 5),
    (3, 4, 1),
    (1, 1, 5),
    (1, 4, 1),
    (3, 1, 1),
    (1, 1, 1),
    (61, 53, 47),
    (128, 256, 96),
)
LAYOUTS = ("rows", "columns", "part of rows", "part of columns")


def matrix(rng: Any, rows: int, columns: int, layout: str) -> np.ndarray:
    if layout == "columns":
        return floats(rng, columns, rows).T
    if layout == "part of rows":
        return floats(rng, rows + 1, columns + 3)[1:, 1 : columns + 1]
    if layout == "part of columns":
        return floats(rng, columns + 1, rows + 3)[1:, 1 : rows + 1].T
    return floats(rng, rows, columns)


@pytest.mark.parametrize("scale, keep", [(1, 0), (0.5, 1), (-2, 0.25), (1, 1), (0, 1)])
def test_all_layouts(scale: float, keep: float) -> None:
    rng = np.random.default_rng(0)
    for (m, k, n), kinds in itertools.product(SIZES, itertools.product(LAYOUTS, repeat=3)):
        a, b, out = matrix(rng, m, k, kinds[0]), matrix(rng, k, n, kinds[1]), matrix(rng, m, n, kinds[2])
        base = out.base.copy() if out.base is not None else out.copy()
        expected = scale * (a.astype("f8") @ b) + keep * out.astype("f8")
        assert matmul.product(a, b, out, scale, keep)
        np.testing.assert_allclose(out, expected, atol=1e-5 * k**0.5 * 4, err_msg=f"{m, k, n, kinds}")
        if out.base is not None:  # what lies around the result is as it was
            out[...] = 0
            around = out.base.copy()
            assert np.count_nonzero(around != base) <= out.size


@pytest.mark.parametrize("shape", [(0, 3, 2), (3, 0, 2), (3, 2, 0)])
def test_empty_ones_are_numpys(shape: tuple[int, int, int]) -> None:
    m, k, n = shape
    a, b, out = np.ones((m, k), "f4"), np.ones((k, n), "f4"), np.full((m, n), 7, "f4")
    assert not matmul.product(a, b, out)
    assert (out == 7).all()
    assert (parallel.product(a, b, out) == 0).all()


def test_refused() -> None:
    a, b, out = np.ones((4, 6), "f4"), np.ones((6, 8), "f4"), np.full((4, 8), 7, "f4")
    locked = out.copy()
    locked.flags.writeable = False
    refused = [
        (np.ones((8, 12), "f4")[::2, ::2], b, out),
        (a[::-1], b, out),
        (a, b[:, ::-1], out),
        (np.broadcast_to(a[:1], a.shape), b, out),
        (np.broadcast_to(a[:, :1], a.shape), b, out),
        (a, b, np.full((8, 16), 7, "f4")[::2, ::2]),
        (a, b, locked),
        (a.astype("f8"), b, out),
        (a, b.astype("f8"), out),
        (a, b, out.astype("f8")),
        (a.astype(">f4"), b, out),
        (a, b[:5], out),
        (a, b, out[:3]),
        (a, b, out[:, :7]),
    ]
    for case in refused:
        assert not matmul.product(*case)
        assert (case[2] == 7).all()


def test_wrong_sizes_and_places_are_errors() -> None:
    a, b, out = np.ones((40, 60), "f4"), np.ones((60, 80), "f4"), np.zeros((40, 80), "f4")
    with pytest.raises(ValueError):
        parallel.product(a, b[:50], out)
    with pytest.raises(ValueError):
        parallel.product(a, b, out[:30])
    out.flags.writeable = False
    with pytest.raises(ValueError):
        parallel.product(a, b, out)
    with pytest.raises(ValueError):
        parallel.add_product(a, b, out)


def test_not_a_number() -> None:
    """What comes in comes out, also where it is multiplied with 0; what was in the result does not."""
    a, b, out = np.zeros((17, 33), "f4"), np.zeros((33, 19), "f4"), np.full((17, 19), np.nan, "f4")
    assert matmul.product(a, b, out)
    assert (out == 0).all()
    a[3, 5], b[7, 2] = np.nan, np.inf
    assert matmul.product(a, b, out)
    expected = a @ b
    np.testing.assert_array_equal(np.isnan(out), np.isnan(expected))
    assert np.isnan(expected).sum() == 19 + 17 - 1
    assert matmul.product(np.ones((17, 33), "f4"), np.ones((33, 19), "f4"), out, 1, 1)
    np.testing.assert_array_equal(np.isnan(out), np.isnan(expected))


def test_the_same_bits_every_time() -> None:
    rng = np.random.default_rng(0)
    a, b = floats(rng, 300, 500), floats(rng, 500, 200)
    first, again = np.empty((300, 200), "f4"), np.empty((300, 200), "f4")
    assert matmul.product(a, b, first)
    for _ in range(10):
        again.fill(0)
        matmul.product(a, b, again)
        np.testing.assert_array_equal(first, again)


def test_the_kernels_without_it() -> None:
    rng = np.random.default_rng(0)
    a, b, out = floats(rng, 60, 70), floats(rng, 70, 80), np.empty((60, 80), "f4")
    with onednn.disabled():
        assert not matmul.product(a, b, out)
        parallel.product(a, b, out)
    np.testing.assert_allclose(out, a.astype("f8") @ b, atol=1e-4)
