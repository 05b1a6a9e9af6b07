"""Products against numpy in double, over strides of sources and results; beta 0; errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import TorchError, torch

from .layouts import ALL, check, laid_out, layouts, numbers, seeds

extents = st.integers(1, 5)
names = st.sampled_from(ALL)
scales = st.sampled_from([0, 1, -1, 2])


@st.composite
def operands(draw: Any, *letters: str) -> Any:
    """Tensors whose sizes are spelled with letters: "nk", "km" ...; every letter is one extent."""
    extent = {letter: draw(extents) for letter in sorted(set("".join(letters)))}
    name = draw(names)
    shapes = [tuple([extent[c] for c in word]) for word in letters]
    return [laid_out(numbers(shape, name, draw(seeds)), draw(layouts)) for shape in shapes]


def wide(t: Any) -> np.ndarray:
    return t.array.astype(np.int64 if t.dtype.integral else np.float64)


FORMS = {
    "addmm": (("nm", "nk", "km"), lambda a, b: a @ b),
    "addmv": (("n", "nk", "k"), lambda a, b: a @ b),
    "addr": (("nm", "n", "m"), np.multiply.outer),
    "baddbmm": (("bnm", "bnk", "bkm"), lambda a, b: a @ b),
    "addbmm": (("nm", "bnk", "bkm"), lambda a, b: (a @ b).sum(0)),
}


@pytest.mark.parametrize("name", sorted(FORMS))
@given(data=st.data(), beta=scales, alpha=scales)
def test_products_added(name: str, data: Any, beta: int, alpha: int) -> None:
    letters, product = FORMS[name]
    t, a, b = data.draw(operands(*letters))
    if t.typename == "torch.ByteTensor":
        beta, alpha = abs(beta), abs(alpha)
    expected = beta * wide(t) + alpha * product(wide(a), wide(b))
    check(getattr(torch, name)(beta, t, alpha, a, b), expected, 1e-5)
    check(getattr(torch, name)(t, a, b), wide(t) + product(wide(a), wide(b)), 1e-5)
    result = t.new()
    assert getattr(torch, name)(result, beta, t, alpha, a, b) is result
    check(result, expected, 1e-5)
    if 0 not in t._stride:
        assert getattr(t, name)(beta, alpha, a, b) is t
        check(t, expected, 1e-5)


PLAIN = {
    "mm": (("nk", "km"), lambda a, b: a @ b),
    "mv": (("nk", "k"), lambda a, b: a @ b),
    "ger": (("n", "m"), np.multiply.outer),
    "bmm": (("bnk", "bkm"), lambda a, b: a @ b),
}


@pytest.mark.parametrize("name", sorted(PLAIN))
@given(data=st.data())
def test_products(name: str, data: Any) -> None:
    letters, product = PLAIN[name]
    a, b = data.draw(operands(*letters))
    expected = product(wide(a), wide(b))
    check(getattr(torch, name)(a, b), expected, 1e-5)
    result = laid_out(np.zeros(expected.shape, a.dtype.numpy), data.draw(st.sampled_from(["transposed", "strided"])))
    assert getattr(result, name)(a, b) is result
    check(result, expected, 1e-5)


def test_result_may_be_a_source() -> None:
    a = torch.Tensor([[1, 2], [3, 4]])
    assert torch.mm(a, a, torch.eye(2)).tolist() == [[1, 2], [3, 4]]
    assert a.mm(a.clone(), a).tolist() == [[7, 10], [15, 22]]
    b = torch.ones(2, 2, 2)
    assert b.bmm(b, b).tolist() == [[[2, 2], [2, 2]]] * 2


def test_what_beta_zero_hides() -> None:
    nan = torch.Tensor(2, 2).fill(float("nan"))
    eye, vector = torch.eye(2), torch.ones(2)
    assert nan.clone().addmm(0, 1, eye, eye).tolist() == [[1, 0], [0, 1]]
    assert nan.clone().addr(0, 1, vector, vector).tolist() == [[1, 1], [1, 1]]
    assert torch.addmv(0, nan.select(1, 1), 1, eye, vector).tolist() == [1, 1]
    assert nan.view(1, 2, 2).baddbmm(0, 1, eye.view(1, 2, 2), eye.view(1, 2, 2)).tolist() == [[[1, 0], [0, 1]]]


def test_half_multiplies_in_single() -> None:
    a = torch.HalfTensor(3, 200).fill(0.1)
    product = torch.mm(a, a.t())
    assert product.typename == "torch.HalfTensor"
    np.testing.assert_allclose(product.array.astype(float), 200 * 0.1**2, rtol=1e-2)
    assert torch.bmm(a.view(1, 3, 200), a.t().contiguous().view(1, 200, 3))._size == (1, 3, 3)


def test_match() -> None:
    a, b = torch.Tensor([[1, 2], [3, 4]]), torch.Tensor([[1, 2], [0, 0], [3, 3]])
    assert torch.match(a, b, 2).tolist() == [[0, 10, 10], [16, 50, 2]]
    with pytest.raises(TorchError, match="same inner vector dim"):
        torch.match(a, torch.zeros(2, 3))


def test_errors() -> None:
    m, v = torch.zeros(2, 3), torch.zeros(5)
    for call, text in (
        (lambda: torch.mm(m, m), r"size mismatch, m1: \[2 x 3\], m2: \[2 x 3\]"),
        (lambda: torch.mv(m, v), r"size mismatch, \[2 x 3\], \[5\]"),
        (lambda: torch.addmm(m, m, m.t()), r"size mismatch, t: \[2 x 3\], m1: \[2 x 3\], m2: \[3 x 2\]"),
        (lambda: torch.addr(m, v, v), r"size mismatch, t: \[2 x 3\], vec1: \[5\], vec2: \[5\]"),
        (lambda: torch.addmv(v, m, torch.zeros(3)), r"size mismatch, t: \[5\], mat: \[2 x 3\]"),
        (lambda: torch.bmm(torch.zeros(2, 2, 2), torch.zeros(3, 2, 2)), "equal number of batches expected, got 2, 3"),
        (lambda: torch.bmm(torch.zeros(2, 2, 2), torch.zeros(2, 3, 2)), "batch1: 2x2, batch2: 3x2"),
        (lambda: m.mm(v, v), "invalid arguments: DoubleTensor DoubleTensor DoubleTensor "),
        (lambda: m.addbmm(torch.zeros(1, 2, 2), torch.zeros(1, 2, 2)), "output tensor of incorrect size"),
    ):
        with pytest.raises(TorchError, match=text):
            call()


def test_large_products_of_floats_go_to_oneDNN_and_mean_the_same(kernels: str) -> None:
    rng = np.random.default_rng(0)
    a, b, t = (torch.FloatTensor.wrap(rng.standard_normal((100, 100), np.float32)) for _ in range(3))
    exact = a.array.astype("f8") @ b.array
    close = {"rtol": 0, "atol": 1e-4}
    np.testing.assert_allclose(torch.mm(a, b).array, exact, **close)
    np.testing.assert_allclose(torch.mm(a, b.t()).array, a.array.astype("f8") @ b.array.T, **close)
    np.testing.assert_allclose(torch.addmm(0.5, t, 2, a, b).array, 0.5 * t.array + 2 * exact, **close)
    want = 0.5 * t.array + 2 * exact
    np.testing.assert_allclose(t.addmm(0.5, 2, a, b).array, want, **close)  # in place
    np.testing.assert_allclose(a.mm(a, b).array, exact, **close)  # a result that is its own factor


def test_a_factor_of_0_forgets_what_was_there(kernels: str) -> None:
    a = torch.FloatTensor(100, 100).fill(1)
    t = torch.FloatTensor(100, 100).fill(float("nan"))
    assert (t.addmm(0, 2, a, a).array == 200).all()
