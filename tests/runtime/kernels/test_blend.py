"""Weighted sums of arrays in every layout, by each of the libraries, against numpy's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from runtime.kernels import blend as kernel
from runtime.kernels.blend import blend
from runtime.kernels.onednn import available, disabled, weighted

LARGE = (1 << 14) + 3
FACTORS = ((1, 1), (1, -0.25), (0.9, 0.1), (0, 2), (1, 0))


@pytest.fixture(params=(True, False), ids=("onednn", "numpy"))
def library(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.param:
        yield
        return
    with disabled():
        yield


def numbers(size: int, dtype: str, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(size).astype(dtype)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("dtype", ("f2", "f4", "f8"))
@pytest.mark.parametrize("size", (0, 1, 7, LARGE))
@pytest.mark.parametrize("factors", FACTORS)
def test_weighted_sums(factors: tuple[float, float], size: int, dtype: str) -> None:
    out, x = numbers(size, dtype, 1), numbers(size, dtype, 2)
    expected, given = factors[0] * out.astype("f8") + factors[1] * x.astype("f8"), x.copy()
    blend(out, factors[0], x, factors[1])
    np.testing.assert_allclose(out, expected, atol={"f2": 1e-2, "f4": 1e-6, "f8": 1e-14}[dtype])
    assert (x == given).all()


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("dtype", ("f4", "f8"))
def test_matrices_strides_overlaps_and_the_array_itself(dtype: str) -> None:
    rows = LARGE // 64
    for cut in (np.s_[:], np.s_[::2], np.s_[:, ::2], np.s_[:, 1:]):
        out, x = [numbers(rows * 64, dtype, seed).reshape(rows, 64)[cut] for seed in (1, 2)]
        expected = 0.5 * out + 2 * x
        blend(out, 0.5, x, 2)
        np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-6)
    memory = numbers(LARGE + 1, dtype, 3)
    expected = memory[1:] + 2 * memory[:-1]
    blend(memory[1:], 1, memory[:-1], 2)
    np.testing.assert_allclose(memory[1:], expected, rtol=1e-5, atol=1e-6)
    memory = numbers(LARGE, dtype, 3)
    expected = 2.5 * memory
    blend(memory, 0.5, memory, 2)
    np.testing.assert_allclose(memory, expected, rtol=1e-5)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("dtype", ("f4", "f8"))
def test_infinities_and_nan_stay(dtype: str) -> None:
    out, x = np.ones(LARGE, dtype), np.ones(LARGE, dtype)
    out[:3], x[1:5] = (np.inf, np.nan, np.inf), (1, -np.inf, np.nan, -np.inf)
    with np.errstate(invalid="ignore"):
        blend(out, 0.5, x, 2)
    np.testing.assert_array_equal(out[:6], [np.inf, np.nan, np.nan, np.nan, -np.inf, 2.5])


def test_what_cannot_be_written_to_is_refused() -> None:
    for dtype in ("f4", "f8"):
        out = np.ones(LARGE, dtype)
        out.flags.writeable = False
        with pytest.raises(ValueError, match="read-only"):
            blend(out, 0.5, np.ones(LARGE, dtype), 2)


def test_large_arrays_are_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow way is not taken where a faster one is there."""
    if available():
        assert weighted.blend(np.ones(LARGE, "f4"), 1, np.ones(LARGE, "f4"), 2)
    assert not weighted.blend(np.ones(LARGE), 1, np.ones(LARGE), 2)
    assert not weighted.blend(np.ones(7, "f4"), 1, np.ones(7, "f4"), 2)
    used = []
    monkeypatch.setattr(kernel, "_by_blas", lambda *arguments: used.append(arguments))
    blend(np.ones(LARGE), 1, np.ones(LARGE), 2)
    assert len(used) == 1
