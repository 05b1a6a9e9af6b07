"""Products with the weights of several gates, whole and in pieces for threads; scratch arrays."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.nn.convolution.kernels import parallel
from runtime.rnn.kernels import products
from runtime.rnn.kernels.activation import sigmoid
from runtime.rnn.kernels.scratch import Scratch

LAYOUTS = {
    "side by side": lambda rng: products.side_by_side(rng.standard_normal((7, 3 * 5)), 3),
    "stacked": lambda rng: products.stacked(rng.standard_normal((3 * 5, 7)), 3),
    "single": lambda rng: rng.standard_normal((7, 5)),
}


@pytest.fixture(params=[False, True], ids=["whole", "in pieces"])
def pieces(request, monkeypatch):
    if request.param:
        monkeypatch.setattr(parallel, "SHARED_FLOPS", 1)
        monkeypatch.setattr(parallel, "_count", 2)
    return request.param


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [1, 9])
def test_products(layout, count, pieces):
    rng = np.random.default_rng(1)
    weight = LAYOUTS[layout](rng)
    rows = rng.standard_normal((count, 7))
    da = rng.standard_normal((*weight.shape[:-2], count, 5))
    out = np.empty_like(da)
    products.multiply(rows, weight, out)
    assert np.allclose(out, rows @ weight)
    gradient = weight.copy() if layout == "single" else LAYOUTS[layout](np.random.default_rng(1))
    products.add_by_weight(gradient, rows, da, np.empty(weight.shape), 0.5)
    assert np.allclose(gradient, weight + 0.5 * (rows.T @ da))
    if weight.ndim == 3:
        back = np.empty((count, 7))
        products.by_rows(list(da), list(weight), back, np.empty((count, 7)))
        assert np.allclose(back, np.einsum("gnh,gih->ni", da, weight))


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
