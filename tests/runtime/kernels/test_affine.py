"""The products of an affine map in every layout, with and without oneDNN, against numpy's in double precision."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

from runtime.kernels import affine
from runtime.kernels.onednn import available, disabled, matrices

from .test_gemm import LAYOUTS, SIZES, matrix

LARGE = ((10, 70, 50), (1, 200, 90), (130, 33, 65), (40, 1, 300), (20000, 1, 1))
CLOSE = {"f4": 1e-3, "f8": 1e-10}


@pytest.fixture(params=(True, False), ids=("onednn", "numpy"), autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(affine, "FEWEST_FLOPS", 0)
    if request.param:
        yield
        return
    with disabled():
        yield


def cases(dtype: str) -> Iterator[tuple[np.ndarray, ...]]:
    """x, weight, bias, out, in all layouts where they are small and some where they are large."""
    rng = np.random.default_rng(1)
    small = itertools.product(SIZES, itertools.product(LAYOUTS, repeat=3))
    large = itertools.product(LARGE, zip(LAYOUTS, LAYOUTS[1:] + LAYOUTS[:1], LAYOUTS[2:] + LAYOUTS[:2]))
    for (batch, inputs, outputs), kinds in itertools.chain(small, large):
        x = matrix(rng, batch, inputs, kinds[0], dtype)
        weight = matrix(rng, outputs, inputs, kinds[1], dtype)
        out = matrix(rng, batch, outputs, kinds[2], dtype)
        yield x, weight, rng.standard_normal(outputs).astype(dtype), out


def in_double(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a.astype("f8") @ b.astype("f8")


@pytest.mark.parametrize("dtype", ("f4", "f8"))
def test_forward(dtype: str) -> None:
    for x, weight, bias, out in cases(dtype):
        affine.forward(x, weight, bias, out)
        np.testing.assert_allclose(out, in_double(x, weight.T) + bias, atol=CLOSE[dtype])
        affine.forward(x, weight, None, out)
        np.testing.assert_allclose(out, in_double(x, weight.T), atol=CLOSE[dtype])


@pytest.mark.parametrize("dtype", ("f4", "f8"))
def test_backward(dtype: str) -> None:
    for x, weight, _, gradient in cases(dtype):
        expected = in_double(gradient, weight)
        by_input = x.copy()
        affine.by_input(gradient, weight, by_input)
        np.testing.assert_allclose(by_input, expected, atol=CLOSE[dtype])
        for scale in (1, -0.5):
            expected = weight + scale * in_double(gradient.T, x)
            affine.by_weight(gradient, x, weight, scale)
            np.testing.assert_allclose(weight, expected, atol=CLOSE[dtype])


def test_arrays_that_come_again_and_others_in_their_places() -> None:
    """What is known of arrays holds for no others, and keeps none alive."""
    for turn in range(40):
        x, weight = np.full((8 + turn % 3, 30), turn, "f4"), np.ones((20 + turn % 2, 30), "f4")
        out, bias = np.full((len(x), len(weight)), np.nan, "f4"), np.full(len(weight), 3, "f4")
        gone = [weakref.ref(array) for array in (x, weight, out, bias)]
        for value in (turn, 2):
            x[...] = value
            affine.forward(x, weight, bias, out)
            assert (out == 30 * value + 3).all()
            affine.forward(x, weight, None, out)
            assert (out == 30 * value).all()
            out[...] = 1
            affine.by_weight(out, x, weight, 1)
            assert (weight == 1 + len(x) * value).all()
            affine.by_input(out, weight, x)
            assert (x == len(weight) * weight[0, 0]).all()
            weight[...] = 1
        out.flags.writeable = False
        with pytest.raises(ValueError, match="read-only"):
            affine.forward(x, weight, bias, out)
        del x, weight, out, bias
        assert all(reference() is None for reference in gone)


def test_no_more_calls_are_remembered_than_useful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrices, "MOST_CALLS", 5)
    x, weight = np.ones((8, 30), "f4"), np.ones((20, 30), "f4")
    for out in [np.zeros((8, 20), "f4") for _ in range(12)]:
        affine.forward(x, weight, None, out)
        assert (out == 30).all()
    assert len(matrices._calls._known) <= 5


def test_calls_that_come_again_outlast_those_of_arrays_that_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrices, "MOST_CALLS", 8)
    matrices._calls.cache_clear()
    x, weight, out = np.ones((8, 30), "f4"), np.ones((20, 30), "f4"), np.zeros((8, 20), "f4")
    affine.forward(x, weight, None, out)
    kept = list(matrices._calls._known)  # none where oneDNN is not there
    for _ in range(30):
        affine.forward(np.ones((8, 30), "f4"), weight, None, out)
    assert all(key in matrices._calls._known for key in kept)


def test_infinite_weights_meet_no_old_output() -> None:
    x, weight, out = np.ones((30, 40), "f4"), np.ones((50, 40), "f4"), np.full((30, 50), np.nan, "f4")
    affine.forward(x, weight, np.full(50, 2, "f4"), out)
    assert (out == 42).all()


def test_the_same_bits_for_the_same_sizes() -> None:
    rng = np.random.default_rng(2)
    x, weight, bias = [rng.standard_normal(size).astype("f4") for size in ((37, 91), (53, 91), 53)]
    results = [np.empty((37, 53), "f4") for _ in range(3)]
    for out in results:
        affine.forward(x, weight, bias, out)
    assert results[0].tobytes() == results[1].tobytes() == results[2].tobytes()


def test_onednn_has_kernels_for_the_layouts_of_a_layer() -> None:
    """The slow way is not taken where a faster one is there."""
    x, weight, out = np.ones((30, 40), "f4"), np.ones((50, 40), "f4"), np.ones((30, 50), "f4")
    assert matrices.product(x, weight.T, out, np.ones(50, "f4")) == available()
    assert matrices.product(out, weight, x) == available()
    assert matrices.product(out.T, x, weight, add=True) == available()


def test_what_is_not_onednns() -> None:
    x, weight, out = np.ones((30, 40), "f4"), np.ones((50, 40), "f4"), np.ones((30, 50), "f4")
    assert not matrices.product(x.astype("f8"), weight.T, out)
    assert not matrices.product(x, weight.T, out.astype("f8"))
    assert not matrices.product(x, weight.T, out, np.ones((1, 50), "f4"))
    assert not matrices.product(x, weight.T, out, np.ones(50))
    assert not matrices.product(x, weight.T, out, np.ones(100, "f4")[::2])
    assert not matrices.product(x, weight.T, out[:, :-1])
    assert not matrices.product(x[:, ::2], weight[:, ::2].T, out)
    assert not matrices.product(x[:0], weight.T, out[:0])
    assert not matrices.product(np.broadcast_to(x[:1], x.shape), weight.T, out)
    assert not matrices.product(x, weight.T, np.asfortranarray(out))
    out.flags.writeable = False
    assert not matrices.product(x, weight.T, out)


@pytest.mark.parametrize("dtype", ("f4", "f8"))
def test_few_rows_times_many_weights(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(affine, "MANY_WEIGHTS", 1)
    test_forward(dtype)
    test_backward(dtype)
