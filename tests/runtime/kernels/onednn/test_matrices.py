"""Products by kernels made for their sizes, with a bias and added to what is there, against numpy's in double."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from runtime.kernels.onednn import disabled, matrices

from .test_matmul import LAYOUTS, SIZES, matrix
from .tools import floats, needs_library

pytestmark = needs_library

ROWS = ("rows", "part of rows")


@pytest.mark.parametrize("biased, add", [(False, False), (True, False), (False, True)])
def test_all_layouts(biased: bool, add: bool) -> None:
    """Where oneDNN has a kernel it is right, and what lies around the result stays; else the result does."""
    rng = np.random.default_rng(0)
    done = 0
    for (m, k, n), kinds in itertools.product(SIZES, itertools.product(LAYOUTS, LAYOUTS, ROWS)):
        a, b, out = matrix(rng, m, k, kinds[0]), matrix(rng, k, n, kinds[1]), matrix(rng, m, n, kinds[2])
        bias = floats(rng, n) if biased else None
        base = (out if out.base is None else out.base).copy()
        expected = a.astype("f8") @ b + (out if add else 0) + (0 if bias is None else bias)
        before = out.copy()
        if matrices.product(a, b, out, bias, add):
            done += 1
            np.testing.assert_allclose(out, expected, atol=4e-5 * k**0.5, err_msg=f"{m, k, n, kinds}")
        else:
            np.testing.assert_array_equal(out, before)
        if out.base is not None:
            out[...] = before
            np.testing.assert_array_equal(out.base, base)
    assert done > len(SIZES) * len(LAYOUTS)


def test_refused() -> None:
    a, b, bias, out = np.ones((4, 6), "f4"), np.ones((6, 8), "f4"), np.ones(8, "f4"), np.full((4, 8), 7, "f4")
    locked = out.copy()
    locked.flags.writeable = False
    refused = [
        (a.astype("f8"), b, out, bias),
        (a, b.astype("f8"), out, bias),
        (a, b, out.astype("f8"), bias),
        (a, b, out, bias.astype("f8")),
        (a, b, out, bias[:7]),
        (a, b, out, np.ones(16, "f4")[::2]),
        (a, b, out, 3.0),
        (a[::-1], b, out, bias),
        (np.broadcast_to(a[:1], a.shape), b, out, bias),
        (np.ones((8, 12), "f4")[::2, ::2], b, out, bias),
        (a, b, np.full((8, 16), 7, "f4")[::2, ::2], bias),
        (a, b, np.full((8, 4), 7, "f4").T, bias),
        (a, b, locked, bias),
        (a, b[:5], out, bias),
        (a, b, out[:3], bias),
        (a[:0], b, out[:0], bias),
        (a[:, :0], b[:0], out, bias),
        (a[0], b, out, bias),
    ]
    for case in refused:
        assert not matrices.product(*case)
        assert (case[2] == 7).all()
    with disabled():
        assert not matrices.product(a, b, out, bias)


def test_not_a_number() -> None:
    a, b, bias = np.zeros((17, 33), "f4"), np.zeros((33, 48), "f4"), np.ones(48, "f4")
    out = np.full((17, 48), np.nan, "f4")
    assert matrices.product(a, b, out, bias)
    assert (out == 1).all()
    a[3, 5], b[7, 2], bias[4] = np.nan, np.inf, np.nan
    assert matrices.product(a, b, out, bias)
    np.testing.assert_array_equal(np.isnan(out), np.isnan(a @ b + bias))
    assert matrices.product(np.zeros_like(a), np.zeros_like(b), out, None, True)
    np.testing.assert_array_equal(np.isnan(out), np.isnan(a @ b + bias))


def test_the_same_bits_every_time() -> None:
    rng = np.random.default_rng(0)
    a, b, bias = floats(rng, 100, 300), floats(rng, 300, 200), floats(rng, 200)
    first, again = np.empty((100, 200), "f4"), np.empty((100, 200), "f4")
    assert matrices.product(a, b, first, bias)
    for _ in range(10):
        again.fill(0)
        matrices.product(a, b, again, bias)
        np.testing.assert_array_equal(first, again)
