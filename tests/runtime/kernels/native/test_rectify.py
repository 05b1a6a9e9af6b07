"""What is above 0, and the gradient of that, in C: every bit, awkward values, places, what is refused, threads."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest

from runtime import nn, torch
from runtime.kernels import native, threads
from runtime.kernels.native import calls, rectify

from .tools import AWKWARD, build, needs_kernels  # noqa: F401

pytestmark = needs_kernels
SIZES = [rectify.FEWEST, rectify.FEWEST + 1, 5003, 70001, 200704]


def numbers(rng: Any, count: int) -> Any:
    return rng.choice(np.array([*AWKWARD, 2.5, -2.5, -1e-45], "f4"), count)


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("size", SIZES)
def test_values(size: int) -> None:
    rng = np.random.default_rng(size)
    x, g, out = numbers(rng, size), numbers(rng, size), np.full(size, 7, "f4")
    forward, backward = np.where(x > 0, x, np.float32(0)), np.where(x > 0, g, np.float32(0))
    assert rectify.rectify(x, out) and out.tobytes() == forward.tobytes()
    assert rectify.keep_above_zero(x, g, out) and out.tobytes() == backward.tobytes()
    for where in (0, 1):
        given = [x.copy(), g.copy()]
        assert rectify.keep_above_zero(*given, given[where]) and given[where].tobytes() == backward.tobytes()
    for place in (x.copy(), x.copy().reshape(-1, 1)):
        assert rectify.rectify(place, place) and place.tobytes() == forward.tobytes()
    assert rectify.keep_above_zero(x, x, out) and out.tobytes() == forward.tobytes()


def test_refused() -> None:
    x = np.ones(8192, "f4")
    for given, out in (
        (x[:4000], np.zeros(4000, "f4")),
        (x.astype("f8"), np.zeros(8192)),
        (x[::-1], np.zeros(8192, "f4")),
        (x.reshape(64, 128), np.zeros((128, 64), "f4")),
        (x[:-16], x[16:]),
    ):
        before = out.copy()
        assert not rectify.rectify(given, out)
        assert not rectify.keep_above_zero(given, given, out)
        assert (out == before).all()
    with native.disabled():
        assert not rectify.rectify(x, x)


def test_threads() -> None:
    rng = np.random.default_rng(0)
    x, out = numbers(rng, 123457), np.zeros(123457, "f4")
    assert x.nbytes > calls.SHARED_BYTES
    before = threads.chosen()
    try:
        for count in (1, 2, 3, 5):
            threads.set_threads(count)
            out.fill(7)
            assert rectify.rectify(x, out)
            assert out.tobytes() == np.where(x > 0, x, np.float32(0)).tobytes()
    finally:
        threads.set_threads(before)


@pytest.mark.parametrize("inplace", [False, True])
def test_layers(inplace: bool) -> None:
    """ReLU gives the same with these kernels as without."""
    rng = np.random.default_rng(1)
    x, g = numbers(rng, 20000).reshape(4, 5, 10, 100), numbers(rng, 20000).reshape(4, 5, 10, 100)
    found = []
    for disabled in (False, True):
        module = nn.ReLU(inplace).float()
        given, gradient = torch.FloatTensor.wrap(x.copy()), torch.FloatTensor.wrap(g.copy())
        with native.disabled() if disabled else contextlib.nullcontext():
            output = module.forward(given).array.copy()
            found.append((output, module.backward(given, gradient).array))
    for one, other in zip(*found):
        np.testing.assert_array_equal(one, other)
