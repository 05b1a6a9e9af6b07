"""Rows of LogSoftMax and SoftMax in C against numpy in double: values, awkward values, sizes, places, threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.kernels import native, parallel, threads
from runtime.kernels.native import calls, soft_maxima

from ..onednn.tools import needs_fork
from .tools import AWKWARD, build, needs_kernels  # noqa: F401

pytestmark = needs_kernels
WIDTHS = [1, 2, 10, 15, 16, 17, 63, 64, 65, 127, 128, 200, 1000, 10000]


@np.errstate(all="ignore")
def exact_log_softmax(x: Any) -> Any:
    """In Torch's steps: of rows of 1e17 and more the logarithm is lost."""
    x = x.astype("f8")
    most = x.max(-1, keepdims=True)
    return x - (most + np.log(np.exp(x - most).sum(-1, keepdims=True)))


@np.errstate(all="ignore")
def exact_gradient(y: Any, g: Any) -> Any:
    y, g = y.astype("f8"), g.astype("f8")
    return g - np.exp(y) * g.sum(-1, keepdims=True)


@np.errstate(all="ignore")
def exact_softmax(x: Any) -> Any:
    """Differences are floats, as Torch has them; of 16 and more their rounding is what an error consists of."""
    powers = np.exp((x - x.max(-1, keepdims=True)).astype("f8"))
    return powers / powers.sum(-1, keepdims=True)


@np.errstate(all="ignore")
def exact_softmax_gradient(y: Any, g: Any) -> Any:
    y, g = y.astype("f8"), g.astype("f8")
    return y * (g - (y * g).sum(-1, keepdims=True))


def floats(rng: Any, *shape: int) -> Any:
    return (rng.standard_normal(shape) * 3).astype("f4")


def check(x: Any, g: Any) -> None:
    """All four functions."""
    out = np.full_like(x, 7)
    assert soft_maxima.log_softmax(x, out)
    np.testing.assert_allclose(out, exact_log_softmax(x), rtol=2e-7, atol=3e-7)
    y = out.copy()
    assert soft_maxima.log_softmax_gradient(y, g, out)
    np.testing.assert_allclose(out, exact_gradient(y, g), rtol=1e-6, atol=2e-6 * (1 + np.abs(g).max()))
    assert soft_maxima.softmax(x, out)
    np.testing.assert_allclose(out, exact_softmax(x), rtol=5e-7, atol=1e-38)
    y = out.copy()
    assert soft_maxima.softmax_gradient(y, g, out)
    np.testing.assert_allclose(out, exact_softmax_gradient(y, g), rtol=1e-6, atol=1e-6 * (1 + np.abs(g).max()))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.usefixtures("build")
def test_values(width: int) -> None:
    rng = np.random.default_rng(width)
    for rows in (1, 3, 50):
        check(floats(rng, rows, width), floats(rng, rows, width))


@pytest.mark.usefixtures("build")
def test_any_number_of_dimensions() -> None:
    rng = np.random.default_rng(0)
    for shape in ((7,), (2, 3, 5), (2, 1, 3, 33)):
        check(floats(rng, *shape), floats(rng, *shape))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 300), st.sampled_from((0, 1, 1e4)))
def test_random_sizes(seed: int, rows: int, width: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    check(floats(rng, rows, width) * np.float32(scale), floats(rng, rows, width))


@pytest.mark.parametrize("width", [1, 5, 16, 40, 64, 200])
@pytest.mark.usefixtures("build")
def test_awkward_values(width: int) -> None:
    """NaN and infinities where Torch has them, nowhere else."""
    rng = np.random.default_rng(width)
    x = floats(rng, 300, width)
    for row in x:
        row[rng.integers(0, width, rng.integers(1, 4))] = rng.choice(AWKWARD)
    x[0], x[1], x[2], x[3] = np.nan, -np.inf, np.inf, 3e38
    out = np.empty_like(x)
    assert soft_maxima.log_softmax(x, out)
    np.testing.assert_allclose(out, exact_log_softmax(x).astype("f4"), rtol=2e-7, atol=3e-7)
    assert soft_maxima.softmax(x, out)
    np.testing.assert_allclose(out, exact_softmax(x).astype("f4"), rtol=1e-6, atol=1e-38)
    g = rng.permuted(x, axis=1)
    pairs = (soft_maxima.log_softmax_gradient, exact_gradient), (soft_maxima.softmax_gradient, exact_softmax_gradient)
    for gradient, exact in pairs:
        y = np.minimum(x, 0)
        assert gradient(y, g, out)
        small = (np.abs(y) < 1e3).all(1) & (np.abs(g) < 1e3).all(1)  # where double would not overflow later than float
        np.testing.assert_allclose(out[small], exact(y, g)[small], rtol=1e-5, atol=1e-3)
        lost = np.isnan(y).any(1) | np.isnan(g).any(1)
        assert np.isnan(out[lost]).any(1).all()


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("width", [2, 16, 64, 130, 1000])
def test_a_class_that_is_almost_sure(width: int) -> None:
    """The little that it is short of certainty keeps its digits."""
    rng = np.random.default_rng(width)
    x = floats(rng, 100, width) - 30
    x[np.arange(100), rng.integers(0, width, 100)] = 0
    out = np.empty_like(x)
    assert soft_maxima.log_softmax(x, out)
    np.testing.assert_allclose(out, exact_log_softmax(x), rtol=4e-7, atol=1e-15)


def test_many_alike_lose_no_digits() -> None:
    x = np.zeros((2, 3_000_001), "f4")
    out = np.empty_like(x)
    assert soft_maxima.log_softmax(x, out)
    np.testing.assert_allclose(out, -np.log(3_000_001), rtol=1e-7)
    g = np.full_like(x, 0.1)
    assert soft_maxima.log_softmax_gradient(out.copy(), g, out)
    np.testing.assert_allclose(out, 0, atol=2e-7)


FUNCTIONS: list[Callable[..., bool]] = [
    *(soft_maxima.log_softmax, soft_maxima.log_softmax_gradient, soft_maxima.softmax, soft_maxima.softmax_gradient),
]


def arguments(function: Callable[..., bool], rng: Any, *shape: int) -> list[Any]:
    return [floats(rng, *shape) for _ in range(2 if "gradient" in function.__name__ else 1)]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_in_place(function: Callable[..., bool]) -> None:
    rng = np.random.default_rng(2)
    for width in (5, 64, 333):
        given = arguments(function, rng, 4, width)
        expected = np.empty_like(given[0])
        assert function(*given, expected)
        for i in range(len(given)):
            copies = [array.copy() for array in given]
            assert function(*copies, copies[i])
            np.testing.assert_allclose(copies[i], expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_refused(function: Callable[..., bool]) -> None:
    """Other types, gaps, sizes, places that overlap, memory that must not be written: nothing happens."""
    rng = np.random.default_rng(3)

    def refused(given: list[Any], out: Any) -> None:
        before = np.array(out)
        assert not function(*given, out)
        assert (np.asarray(out) == before).all()

    given = arguments(function, rng, 6, 8)
    out = np.zeros((6, 8), "f4")
    refused([array.astype("f8") for array in given], out)
    refused(given, out.astype("f8"))
    refused([array.astype(">f4") for array in given], out)
    refused([np.asfortranarray(array) for array in given], out)
    refused([array[:, ::-1] for array in given], out)
    refused(given, np.zeros((6, 16), "f4")[:, ::2])
    refused(given, np.zeros((8, 6), "f4"))
    refused([array.tolist() for array in given], out)
    out.flags.writeable = False
    refused(given, out)
    shared = np.zeros(100, "f4")
    refused([shared[8:56].reshape(6, 8) for _ in given], shared[:48].reshape(6, 8))
    refused([shared[:48].reshape(6, 8) for _ in given], shared[8:56].reshape(6, 8))
    bytes_ = np.zeros(200, "u1")
    refused([bytes_[1:193].view("f4").reshape(6, 8) for _ in given], np.zeros((6, 8), "f4"))
    for shape in ((0,), (0, 3), (3, 0)):
        refused([np.zeros(shape, "f4") for _ in given], np.zeros(shape, "f4"))
    with native.disabled():
        refused(given, np.zeros((6, 8), "f4"))


def test_arrays_that_are_read_only_are_read() -> None:
    x = floats(np.random.default_rng(0), 3, 9)
    x.flags.writeable = False
    out = np.empty_like(x)
    assert soft_maxima.log_softmax(x, out)
    np.testing.assert_allclose(out, exact_log_softmax(x), rtol=2e-7, atol=3e-7)


def test_the_same_arrays_again() -> None:
    """What is kept of a call holds for new contents, no longer if nothing may be written."""
    rng = np.random.default_rng(1)
    x = floats(rng, 3, 70)
    out = np.empty_like(x)
    for _ in range(3):
        x[:] = floats(rng, 3, 70)
        assert soft_maxima.log_softmax(x, out)
        np.testing.assert_allclose(out, exact_log_softmax(x), rtol=2e-7, atol=3e-7)
    with native.disabled():
        assert not soft_maxima.log_softmax(x, out)
    out.flags.writeable = False
    assert not soft_maxima.log_softmax(x, out)


def test_arrays_at_the_places_of_others() -> None:
    """New arrays, of other sizes, may get the identity of old ones."""
    rng = np.random.default_rng(4)
    for i in range(3000):
        x = floats(rng, 2, 1 + i % 5)
        out = np.empty_like(x)
        assert soft_maxima.softmax(x, out)
        np.testing.assert_allclose(out.sum(1), 1, rtol=1e-6)
    assert len(soft_maxima._softmax.__self__._known) <= calls.MOST_CALLS


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.usefixtures("build")
def test_threads(count: int) -> None:
    """Work for several gives the very numbers of one."""
    rng = np.random.default_rng(5)
    given = [floats(rng, 97, 1025), floats(rng, 97, 1025)]
    assert given[0].size > calls.SHARED
    before = threads.chosen()
    try:
        for function in FUNCTIONS:
            inputs = given if "gradient" in function.__name__ else given[:1]
            one, several = np.empty_like(given[0]), np.empty_like(given[0])
            threads.set_threads(1)
            assert function(*inputs, one)
            threads.set_threads(count)
            assert function(*inputs, several)
            assert (one == several).all()
    finally:
        threads.set_threads(before)


def test_inside_jobs() -> None:
    """Jobs that already share the threads compute alone, at the same time."""
    x = floats(np.random.default_rng(6), 8, 30, 2000)
    out = np.empty_like(x)

    def job(i: int) -> None:
        assert soft_maxima.log_softmax(x[i], out[i])

    parallel.run(job, [(i,) for i in range(8)])
    np.testing.assert_allclose(out, exact_log_softmax(x), rtol=2e-7, atol=3e-7)


@needs_fork
def test_children_of_a_fork() -> None:
    import os

    x = floats(np.random.default_rng(7), 64, 1000)
    out = np.empty_like(x)
    assert soft_maxima.log_softmax(x, out)  # the threads are there; the child has none of them
    expected = out.copy()
    out.fill(0)
    child = os.fork()
    if not child:
        done = soft_maxima.log_softmax(x, out) and (out == expected).all()
        os._exit(0 if done else 1)
    assert os.waitpid(child, 0)[1] == 0
