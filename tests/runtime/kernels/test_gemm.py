"""Sums of products into a matrix in every layout, against numpy's."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from runtime.kernels import blas, gemm

LAYOUTS = ("rows", "columns", "part", "strided")
SIZES = ((3, 4, 5), (1, 4, 5), (3, 1, 5), (3, 4, 1), (17, 9, 2), (1, 1, 1), (0, 3, 2), (3, 0, 2))


def matrix(rng: np.random.Generator, rows: int, columns: int, layout: str, dtype: str) -> np.ndarray:
    if layout == "columns":
        return rng.standard_normal((columns, rows)).astype(dtype).T
    if layout == "part":
        return rng.standard_normal((rows, columns + 3)).astype(dtype)[:, 1 : columns + 1]
    step = 2 if layout == "strided" else 1
    return rng.standard_normal((rows * step, columns * step)).astype(dtype)[::step, ::step]


@pytest.mark.parametrize("dtype", ("f4", "f8"))
@pytest.mark.parametrize("small", (0, gemm.SMALL), ids=("blas", "numpy"))
def test_sums_of_products(monkeypatch: pytest.MonkeyPatch, dtype: str, small: int) -> None:
    monkeypatch.setattr(gemm, "SMALL", small)
    rng = np.random.default_rng(0)
    for (m, k, n), kinds in itertools.product(SIZES, itertools.product(LAYOUTS, repeat=3)):
        a, b = matrix(rng, m, k, kinds[0], dtype), matrix(rng, k, n, kinds[1], dtype)
        out = matrix(rng, m, n, kinds[2], dtype)
        expected = out + 0.5 * (a @ b)
        gemm.add_product(out, a, b, 0.5)
        np.testing.assert_allclose(out, expected, atol=1e-5 if dtype == "f4" else 1e-12)


def test_vectors_broadcast_into_matrices_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gemm, "SMALL", 0)
    x, g, out = np.arange(3.0), np.arange(1.0, 5), np.ones((4, 3))
    gemm.add_product(out, g[:, None], x[None], 2)
    assert (out == 1 + 2 * np.outer(g, x)).all()


def test_other_types_are_numpys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gemm, "SMALL", 0)
    out = np.ones((2, 2), np.int64)
    gemm.add_product(out, np.eye(2, dtype=np.int64), np.full((2, 2), 3))
    assert out.tolist() == [[4, 4], [4, 4]]


def test_the_compiled_routine_is_found() -> None:
    """Without it everything still works, but large sums need temporaries."""
    assert blas.routines(np.dtype(np.float32)) is not None and blas.routines(np.dtype(np.float64)) is not None
