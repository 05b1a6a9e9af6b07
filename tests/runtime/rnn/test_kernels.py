"""Products with the weights of several gates, once and in every step; scratch arrays."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.errors import TorchError
from runtime.kernels import threads
from runtime.rnn.kernels import repeated
from runtime.rnn.kernels.activation import sigmoid
from runtime.rnn.kernels.gate_weights import GateWeights
from runtime.rnn.kernels.scratch import Scratch

#: Three gates of 5 units for 7 inputs.
LAYOUTS = {
    "side by side": lambda rng: [rng.standard_normal((7, 15))],
    "one below the other": lambda rng: [rng.standard_normal((15, 7)).T],
    "two matrices": lambda rng: [rng.standard_normal((10, 7)).T, rng.standard_normal((5, 7)).T],
    "part of a matrix": lambda rng: [rng.standard_normal((9, 20))[2:, :15]],
}


def make(layout):
    blocks = LAYOUTS[layout](np.random.default_rng(1))
    gradients = [np.ones_like(block) for block in blocks]
    return GateWeights(5, *zip(blocks, gradients)), np.concatenate(blocks, 1), gradients


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [1, 9])
def test_products(layout, count):
    weights, whole, gradients = make(layout)
    rng = np.random.default_rng(2)
    rows, da = rng.standard_normal((count, 7)), rng.standard_normal((count, 15))
    out = np.empty((3, count, 5))
    weights.multiply(rows, out)
    assert np.allclose(out.transpose(1, 0, 2).reshape(count, 15), rows @ whole)
    weights.accumulate(rows, da, 0.5)
    assert np.allclose(np.concatenate(gradients, 1), 1 + 0.5 * (rows.T @ da))
    back = np.empty((count, 7))
    weights.back(da, back)
    assert np.allclose(back, da @ whole.T)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("steps", [1, 20])
@pytest.mark.parametrize("wide", [False, True])
def test_products_of_every_step(layout, steps, wide, monkeypatch):
    monkeypatch.setattr(repeated, "SHARED_FLOPS", 0 if wide else 1e9)
    monkeypatch.setattr(threads, "_count", 2)
    weights, whole, _ = make(layout)
    rng = np.random.default_rng(2)
    bias = rng.standard_normal((3, 5))
    product = weights.repeated(bias, 4, steps, Scratch())
    with product.products():
        for _ in range(2):
            rows, da, out = rng.standard_normal((4, 7)), rng.standard_normal((4, 15)), np.ones((3, 4, 5))
            product.add(rows, out)
            assert np.allclose(out.transpose(1, 0, 2).reshape(4, 15), 1 + rows @ whole + bias.reshape(-1))
            back = np.empty((4, 7))
            product.back(da, back)
            assert np.allclose(back, da @ whole.T)


def test_gradient_that_is_not_there():
    weights = GateWeights(5, (np.ones((7, 15)), None))
    with pytest.raises(TorchError, match="no gradWeight"):
        weights.accumulate(np.ones((2, 7)), np.ones((2, 15)), 1)


def test_scratch_keeps_its_memory():
    scratch, like = Scratch(), np.empty(0, np.float32)
    first = scratch("a", (4, 3), like)
    assert first.dtype == np.float32 and np.shares_memory(first, scratch("a", (2, 5), like))
    assert not np.shares_memory(first, scratch("b", (2, 5), like))
    assert scratch("a", (5, 5), like).shape == (5, 5)
    assert scratch("a", (2, 2), np.empty(0)).dtype == np.float64


def test_sigmoid_of_any_strides():
    """numpy's negative is wrong for some."""
    for stride in range(1, 20):
        for dtype in (np.float32, np.float64):
            x = np.linspace(-3, 3, 8 * stride, dtype=dtype)[::stride]
            wanted = 1 / (1 + np.exp(-x.copy()))
            sigmoid(x)
            assert np.allclose(x, wanted), (stride, dtype)
