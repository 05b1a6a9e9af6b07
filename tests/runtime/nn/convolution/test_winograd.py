"""Winograd's way to a 3x3 convolution gives what the direct sums give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime.kernels.threads import set_threads
from runtime.nn.convolution.kernels import blocks, convolve, winograd
from runtime.nn.convolution.kernels.axes import Axis, convolution_axis

from . import loops


@pytest.fixture(params=[1, 3])
def threads(request: Any) -> Any:
    set_threads(request.param)
    yield
    set_threads(None)


def case(rng: Any, samples: int, planes: int, outputs: int, sizes: list[int], pad: int, dtype: Any) -> tuple:
    axes = [convolution_axis(size, 3, 1, pad) for size in sizes]
    x = rng.standard_normal((samples, planes, *sizes)).astype(dtype)
    weight = rng.standard_normal((outputs, planes, 3, 3)).astype(dtype)
    bias = rng.standard_normal(outputs).astype(dtype)
    return x, weight, bias, np.full((samples, outputs, *[a.out for a in axes]), np.nan, dtype), axes


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("small", [False, True])
def test_against_loops(seed: int, small: bool, threads: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if small:
        monkeypatch.setattr(blocks, "BLOCK_BYTES", 2000)
        monkeypatch.setattr(winograd, "LEAST_TILES", 1)
    rng = np.random.default_rng(seed)
    samples, planes, outputs = (int(n) for n in rng.integers(1, 5, 3))
    sizes, pad = [int(n) for n in rng.integers(3, 10, 2)], int(rng.integers(0, 3))
    x, weight, bias, out, axes = case(rng, samples, planes, outputs, sizes, pad, np.float64)
    winograd.forward(x, weight.reshape(outputs, -1), bias if seed % 2 else None, out, axes)
    want = loops.convolution(x, weight, bias * (seed % 2), (1, 1), (pad, pad), (1, 1))
    np.testing.assert_allclose(out, want, atol=1e-11)


def test_floats_are_as_exact_as_direct_sums() -> None:
    rng = np.random.default_rng(1)
    x, weight, bias, out, axes = case(rng, 2, 128, 64, [20, 21], 1, np.float32)
    direct, exact = np.empty_like(out), np.empty(out.shape)
    weight = weight.reshape(64, -1)
    winograd.forward(x, weight, bias, out, axes)
    convolve._unfolded(*(a.astype(np.float64) for a in (x, weight, bias)), exact, axes)
    convolve._unfolded(x[:1], weight, bias, direct[:1], axes)
    assert not winograd.pays(x[:1], weight, axes)
    assert abs(out - exact).max() < 3 * abs(direct[:1] - exact[:1]).max()


@pytest.mark.parametrize(
    "axis, dtype",
    [(Axis(28, 26, 3), np.float64), (Axis(28, 13, 3, 2), np.float32), (Axis(28, 24, 3, 1, 0, 2), np.float32)],
)
def test_is_for_plain_float_kernels(axis: Axis, dtype: Any) -> None:
    x, weight = np.zeros((8, 256, 28, 28), dtype), np.zeros((256, 256 * 9), dtype)
    assert not winograd.pays(x, weight, [axis, axis])
    assert winograd.pays(x.astype(np.float32), weight, [Axis(28, 26, 3)] * 2)
