"""Convolutions and their gradients against plain loops, for random geometries, cut into parts of all sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime.kernels.onednn import convolution, disabled
from runtime.nn.convolution.kernels import convolve
from runtime.nn.convolution.kernels.axes import convolution_axis

from ...nn.convolution import loops
from .tools import Geometry, floats, needs_library

pytestmark = needs_library

SEEDS = pytest.mark.parametrize("seed", range(10))
DIMS = pytest.mark.parametrize("dims", [1, 2, 3])
TOLERANCE = {"rtol": 1e-4, "atol": 1e-4}


@pytest.fixture(params=["whole", "one sample at a time"])
def parts(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "whole":
        monkeypatch.setattr(convolution, "AT_A_TIME", 1)
        monkeypatch.setattr(convolution, "AT_A_TIME_BY_WEIGHT", 1)


def expected(g: Geometry, x: Any, weight: Any, bias: Any) -> np.ndarray:
    x, weight, bias = (np.asarray(a, "f8") for a in (x, weight, bias))
    return loops.convolution(x, weight, bias, g.stride, g.pad, g.dilation)


def spread(rng: Any, array: np.ndarray) -> np.ndarray:
    """The same elements as a part of something larger, with the axes of memory in another order."""
    order = (0, *range(2, array.ndim), 1)
    larger = np.full([array.shape[d] + int(rng.integers(0, 3)) for d in order], np.nan, "f4")
    part = larger[tuple(slice(size - array.shape[d], size) for size, d in zip(larger.shape, order))]
    turned = np.moveaxis(part, -1, 1)
    turned[...] = array
    return turned


def inner(one: Any, other: Any) -> float:
    return float((np.asarray(one, "f8") * other).sum())


@SEEDS
@DIMS
@pytest.mark.parametrize("biased", [True, False])
def test_forward(seed: int, dims: int, biased: bool, parts: None) -> None:
    rng = np.random.default_rng(seed)
    g = Geometry(rng, dims)
    shapes = g.shapes
    x, weight, bias, out = (
        floats(rng, *shapes[0]),
        floats(rng, *shapes[1]),
        floats(rng, g.outputs),
        floats(rng, *shapes[2]),
    )
    want = expected(g, x, weight, bias if biased else np.zeros(g.outputs))
    assert convolution.forward(x, weight, bias if biased else None, out, g.axes)
    np.testing.assert_allclose(out, want, **TOLERANCE)
    scattered = spread(rng, out)
    scattered.fill(0)
    assert convolution.forward(spread(rng, x), spread(rng, weight), bias if biased else None, scattered, g.axes)
    np.testing.assert_allclose(scattered, want, **TOLERANCE)
    assert scattered.base is None or np.isnan(scattered.base).sum() == scattered.base.size - scattered.size


@SEEDS
@DIMS
def test_by_input(seed: int, dims: int, parts: None) -> None:
    rng = np.random.default_rng(seed)
    g = Geometry(rng, dims)
    x, weight, gradient = (floats(rng, *shape) for shape in g.shapes)
    found = []
    for given in (gradient, spread(rng, gradient)):
        out = np.full(x.shape, np.nan, "f4")
        assert convolution.by_input(given, weight, out, g.axes)
        found.append(out)
    zero = np.zeros(g.outputs)
    for _ in range(4):
        change = floats(rng, *x.shape)
        want = inner(gradient, expected(g, change, weight, zero))
        for out in found:
            np.testing.assert_allclose(inner(out, change), want, **TOLERANCE)
    one = np.zeros(x.shape, "f4")  # an element by itself
    place = tuple(int(rng.integers(0, n)) for n in x.shape)
    one[place] = 1
    np.testing.assert_allclose(found[0][place], inner(gradient, expected(g, one, weight, zero)), **TOLERANCE)


@SEEDS
@DIMS
@pytest.mark.parametrize("biased", [True, False])
def test_by_weight(seed: int, dims: int, biased: bool, parts: None) -> None:
    rng = np.random.default_rng(seed)
    g = Geometry(rng, dims)
    x, weight, gradient = (floats(rng, *shape) for shape in g.shapes)
    total, sums = np.zeros(weight.shape), np.zeros(g.outputs)
    some = convolution.samples_by_weight(x, gradient)
    assert len(x) % some == 0
    for n in range(0, len(x), some):
        into, bias = np.full(weight.shape, np.nan, "f4"), np.full(g.outputs, np.nan, "f4")
        column = bias if biased else None
        assert convolution.by_weight(x[n : n + some], spread(rng, gradient[n : n + some]), into, column, g.axes)
        total += into
        sums += bias
    for _ in range(4):
        change = floats(rng, *weight.shape)
        want = inner(gradient, expected(g, x, change, np.zeros(g.outputs)))
        np.testing.assert_allclose(inner(total, change), want, **TOLERANCE)
    if biased:
        np.testing.assert_allclose(sums, gradient.sum((0, *range(2, gradient.ndim)), dtype="f8"), **TOLERANCE)
    else:
        assert np.isnan(sums).all()


@pytest.mark.parametrize(
    "samples, planes, outputs, size", [(1, 3, 16, 33), (127, 1, 3, 5), (13, 17, 19, 23), (2, 64, 64, 7)]
)
def test_like_numpys(samples: int, planes: int, outputs: int, size: int, parts: None) -> None:
    """Sizes of real nets: batches of one, primes, many planes; all three passes through the layers' own kernels."""
    rng = np.random.default_rng(0)
    axes = [convolution_axis(size, 3, 1, 1), convolution_axis(size, 5, 2, 0)]
    x, weight, bias = floats(rng, samples, planes, size, size), floats(rng, outputs, planes * 15), floats(rng, outputs)
    gradient = floats(rng, samples, outputs, *[axis.out for axis in axes])

    def passes(kind: str) -> list[np.ndarray]:
        out, by_input, by_weight, by_bias = (np.zeros_like(a, dtype=kind) for a in (gradient, x, weight, bias))
        a, w, b, g = (array.astype(kind) for array in (x, weight, bias, gradient))
        convolve.forward(a, w, b, out, axes)
        convolve.by_input(g, w, by_input, axes)
        convolve.by_weight(a, g, by_weight, axes, 0.5, by_bias)
        return [out, by_input, by_weight, by_bias]

    want = passes("f8")
    with disabled():
        theirs = passes("f4")
    for got, numpys, exact in zip(passes("f4"), theirs, want):
        limit = 1e-5 * np.abs(exact).max()
        assert max(np.abs(got - exact).max(), np.abs(numpys - exact).max()) <= limit


def test_refused() -> None:
    axes = [convolution_axis(6, 3, 1, 1)] * 2
    x, weight, bias, out = (
        np.ones((2, 3, 6, 6), "f4"),
        np.ones((4, 3, 3, 3), "f4"),
        np.ones(4, "f4"),
        np.full((2, 4, 6, 6), 7, "f4"),
    )
    locked = out.copy()
    locked.flags.writeable = False
    repeated = np.broadcast_to(x[:1], x.shape)
    refused = [
        (x.astype("f8"), weight, bias, out, axes),
        (x, weight.astype("f8"), bias, out, axes),
        (x, weight, bias, out.astype("f8"), axes),
        (x[::-1], weight, bias, out, axes),
        (x, weight[..., ::-1], bias, out, axes),
        (repeated, weight, bias, out, axes),
        (np.ones((2, 3, 6, 11), "f4")[..., ::2], weight, bias, out, axes),
        (x, weight, bias, locked, axes),
        (x[:0], weight, bias, out[:0], axes),
        (x, weight, bias, out, [convolution_axis(6, 3, 1, -1)] * 2),
        (
            np.ones((1, 1, 2, 2, 2, 2), "f4"),
            np.ones((1, 1, 1, 1, 1, 1), "f4"),
            None,
            np.full((1, 1, 2, 2, 2, 2), 7, "f4"),
            [convolution_axis(2, 1, 1, 0)] * 4,
        ),
    ]
    for case in refused:
        assert not convolution.forward(*case)
        assert (case[3] == 7).all()
    assert not convolution.by_input(out, weight, np.broadcast_to(x[:1], x.shape), axes)
    assert not convolution.by_weight(repeated, out, weight, bias, axes)
    with disabled():
        assert not convolution.forward(x, weight, bias, out, axes)
        assert not convolution.by_input(out, weight, x, axes)
        assert not convolution.by_weight(x, out, weight, bias, axes)


def test_not_a_number_stays_in_its_windows() -> None:
    x, weight, out = np.ones((1, 1, 9, 9), "f4"), np.ones((8, 1, 3, 3), "f4"), np.full((1, 8, 9, 9), np.nan, "f4")
    x[0, 0, 4, 4] = np.nan
    assert convolution.forward(x, weight, None, out, [convolution_axis(9, 3, 1, 1)] * 2)
    reached = np.zeros((9, 9), bool)
    reached[3:6, 3:6] = True
    np.testing.assert_array_equal(np.isnan(out[0]), np.broadcast_to(reached, (8, 9, 9)))


def test_the_same_bits_every_time() -> None:
    rng = np.random.default_rng(0)
    axes = [convolution_axis(24, 3, 1, 1)] * 2
    x, weight, gradient = floats(rng, 16, 8, 24, 24), floats(rng, 12, 8, 3, 3), floats(rng, 16, 12, 24, 24)
    results = []
    for _ in range(5):
        out, back, into, bias = np.empty_like(gradient), np.empty_like(x), np.empty_like(weight), np.empty(12, "f4")
        assert convolution.forward(x, weight, None, out, axes) and convolution.by_input(gradient, weight, back, axes)
        assert convolution.by_weight(x, gradient, into, bias, axes)
        results.append((out, back, into, bias))
    for others in results[1:]:
        for one, other in zip(results[0], others):
            np.testing.assert_array_equal(one, other)
