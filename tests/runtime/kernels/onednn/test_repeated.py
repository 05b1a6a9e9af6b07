"""Products repeated with one weight, and the logistic function, against numpy's in double."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.kernels import onednn
from runtime.kernels.onednn.logistic import FEWEST, logistic
from runtime.kernels.onednn.repeated import repeated

from .tools import floats, needs_library

pytestmark = needs_library

WEIGHTS = {
    "one after the other": lambda rng, b, k, n: floats(rng, b, k, n),
    "side by side": lambda rng, b, k, n: floats(rng, k, b * n).reshape(k, b, n).transpose(1, 0, 2),
    "transposed": lambda rng, b, k, n: floats(rng, b, n, k).swapaxes(1, 2),
    "part of a matrix": lambda rng, b, k, n: floats(rng, k + 3, (b + 1) * n)[3:, n:].reshape(k, b, n).swapaxes(0, 1),
}


@pytest.mark.parametrize("layout", WEIGHTS)
@pytest.mark.parametrize("sizes", [(4, 50, 64, 32), (1, 33, 70, 130), (3, 1, 300, 200), (2, 400, 30, 17)])
@pytest.mark.parametrize("adds", [False, True])
def test_products(layout: str, sizes: tuple[int, int, int, int], adds: bool) -> None:
    matrices, count, inputs, outputs = sizes
    rng = np.random.default_rng(1)
    weight = WEIGHTS[layout](rng, matrices, inputs, outputs)
    bias = floats(rng, matrices, 1, outputs) if adds else None
    product = repeated(weight, bias, count, inputs + 5)
    assert product is not None
    for _ in range(2):
        rows = floats(rng, count, inputs + 5)[:, 2 : inputs + 2]
        out = floats(rng, matrices, count, outputs)
        expected = rows.astype("f8") @ weight + (out + bias if adds else 0)
        product(rows, out)
        np.testing.assert_allclose(out, expected, atol=1e-5 * inputs**0.5 * 4)


def test_the_weight_is_that_of_the_time_it_was_taken() -> None:
    rng = np.random.default_rng(1)
    weight, rows, out = floats(rng, 2, 80, 64), floats(rng, 50, 80), np.empty((2, 50, 64), "f4")
    first = repeated(weight, None, 50, 80)
    assert first is not None
    for factor in (1, 3):
        again = repeated(weight * np.float32(factor), None, 50, 80, first)
        assert again is first
        first(rows, out)
        np.testing.assert_allclose(out, factor * (rows @ weight), atol=1e-3)
    other = repeated(weight[:, :40], None, 50, 40, first)
    assert other is not None and other is not first


def test_two_of_one_size_at_a_time() -> None:
    rng = np.random.default_rng(1)
    weights, biases = floats(rng, 2, 1, 90, 60), floats(rng, 2, 1, 1, 60)
    rows, outs = floats(rng, 50, 90), np.zeros((2, 1, 50, 60), "f4")
    products = [repeated(weight, bias, 50, 90) for weight, bias in zip(weights, biases)]
    for product, out in list(zip(products, outs)) * 2:
        assert product is not None
        product(rows, out)
    np.testing.assert_allclose(outs, 2 * (rows @ weights + biases), atol=1e-3)


def test_refused() -> None:
    weight = np.ones((2, 80, 64), "f4")
    assert repeated(weight.astype("f8"), None, 50, 80) is None
    assert repeated(weight[:, ::-1], None, 50, 80) is None
    assert repeated(np.ones((2, 8, 4), "f4"), None, 5, 8) is None  # too small
    with onednn.disabled():
        assert repeated(weight, None, 50, 80) is None


def test_logistic() -> None:
    x = np.concatenate([np.linspace(-80, 80, FEWEST, dtype="f4"), np.float32([np.inf, -np.inf, np.nan, 0, -0.0])])
    expected = 1 / (1 + np.exp(-x.astype("f8")))
    assert logistic(x)
    np.testing.assert_allclose(x, expected, rtol=5e-6)  # processors without FMA: 4e-6


def test_logistic_refused() -> None:
    locked = np.ones(FEWEST, "f4")
    locked.flags.writeable = False
    for x in (np.ones(FEWEST), np.ones(2 * FEWEST, "f4")[::2], np.ones(8, "f4"), locked, np.ones(FEWEST, ">f4")):
        assert not logistic(x) and (x == 1).all()
    with onednn.disabled():
        assert not logistic(np.ones(FEWEST, "f4"))
