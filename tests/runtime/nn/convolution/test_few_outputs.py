"""Several windows at once give what each by itself gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime.kernels import onednn
from runtime.nn.convolution.kernels import convolve, few_outputs
from runtime.nn.convolution.kernels.axes import convolution_axis

from ...kernels.onednn.tools import counted, floats, needs_library
from . import loops

pytestmark = needs_library


@pytest.fixture(autouse=True)
def small_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few_outputs, "LEAST", 0)
    monkeypatch.setattr(convolve, "LARGE_KERNEL", 1)


def case(seed: int, dims: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    samples, outputs, planes = int(rng.integers(1, 3)), int(rng.integers(1, 6)), int(rng.integers(1, 20))
    kernel = [*rng.integers(1, 4, dims - 1), rng.integers(3, 6)]
    strides = [*rng.integers(1, 3, dims - 1), 1]
    fields = [(int(k + rng.integers(5, 12)), int(k), int(s), int(rng.integers(0, 3))) for k, s in zip(kernel, strides)]
    axes = [convolution_axis(*field) for field in fields]
    x = floats(rng, samples, planes, *[axis.size for axis in axes])
    weight = floats(rng, outputs, planes, *[axis.kernel for axis in axes])
    bias = floats(rng, outputs) if seed % 2 else None
    return x, weight, bias, np.full((samples, outputs, *[axis.out for axis in axes]), np.nan, "f4"), axes


def matrix(weight: Any) -> Any:
    return weight.reshape(len(weight), -1)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_forward(seed: int, dims: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, weight, bias, out, axes = case(seed, dims)
    done = counted(monkeypatch, few_outputs, "forward")
    convolve.forward(x, matrix(weight), bias, out, axes)
    assert done == ([True] if few_outputs.pays(x, len(weight), axes) else [])
    strides, pads = (tuple(getattr(axis, name) for axis in axes) for name in ("stride", "pad"))
    zeros = np.zeros(len(weight))
    want = loops.convolution(x.astype("f8"), weight, zeros if bias is None else bias, strides, pads, (1,) * dims)
    np.testing.assert_allclose(out, want, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_gradient_by_few_planes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    axes = [convolution_axis(int(rng.integers(9, 14)), 5, 1, int(rng.integers(0, 3))) for _ in "HW"]
    gradient, weight = floats(rng, 2, 20, *[axis.out for axis in axes]), floats(rng, 20, 3 * 25)
    into, want = (np.full((2, 3, *[axis.size for axis in axes]), np.nan, "f4") for _ in "ab")
    done = counted(monkeypatch, few_outputs, "forward")
    convolve.by_input(gradient, weight, into, axes, np.arange(3, dtype="f4"))
    assert done == [True]
    with onednn.disabled():
        convolve.by_input(gradient, weight, want, axes, np.arange(3, dtype="f4"))
    np.testing.assert_allclose(into, want, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_stays_in_its_windows(value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    x, weight = np.ones((1, 4, 9, 9), "f4"), np.ones((3, 4 * 9), "f4")
    x[0, 0, 4, 4] = value
    out, axes = np.zeros((1, 3, 9, 9), "f4"), [convolution_axis(9, 3, 1, 1)] * 2
    done = counted(monkeypatch, few_outputs, "forward")
    convolve.forward(x, weight, None, out, axes)
    assert done == [False]
    seen = np.zeros((9, 9), bool)
    seen[3:6, 3:6] = True
    np.testing.assert_array_equal(np.isfinite(out), np.broadcast_to(~seen, out.shape))
