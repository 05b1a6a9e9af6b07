"""Convolutions whose images oneDNN takes in blocks, as matrices or by group, of all numbers of planes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime.kernels.onednn import convolution, convolution_layouts, disabled
from runtime.kernels.onednn.convolution_kinds import DIFF_SRC, FORWARD
from runtime.kernels.onednn.layout import Layout, dense
from runtime.nn.convolution.kernels import convolve
from runtime.nn.convolution.kernels.axes import convolution_axis

from .tools import counted, floats, needs_library

pytestmark = needs_library
PLANES = [1, 3, 4, 16, 17, 33]


def gradients(x: Any, weight: Any, bias: Any, gradient: Any, axes: Any, groups: int) -> list[Any]:
    """Output, gradients by the input, the weight and the bias."""
    out, into = np.full(gradient.shape, np.nan, "f4"), np.full(x.shape, np.nan, "f4")
    sums, column = np.ones_like(weight), np.ones_like(bias)
    convolve.forward(x, weight, bias, out, axes, groups)
    convolve.by_input(gradient, weight, into, axes, groups=groups)
    convolve.by_weight(x, gradient, sums, axes, 0.5, column, groups)
    return [out, into, sums, column]


def compare(seed: int, planes: int, outputs: int, groups: int, kernel: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    samples, stride, pad = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(0, 2)) * (kernel > 1)
    axes = [convolution_axis(int(rng.integers(5, 9)), kernel, stride, pad) for _ in range(int(rng.integers(1, 4)))]
    x, bias = floats(rng, samples, planes, *[axis.size for axis in axes]), floats(rng, outputs)
    weight = floats(rng, outputs, planes // groups * kernel ** len(axes))
    gradient = floats(rng, samples, outputs, *[axis.out for axis in axes])
    done = [counted(monkeypatch, convolution, name) for name in ("forward", "by_input", "by_weight")]
    found = gradients(x, weight, bias, gradient, axes, groups)
    assert done == [[True]] * 3
    with disabled():
        wanted = gradients(x, weight, bias, gradient, axes, groups)
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("planes", PLANES)
@pytest.mark.parametrize("outputs", PLANES)
@pytest.mark.parametrize("kernel", [1, 3])
def test_numbers_of_planes(planes: int, outputs: int, kernel: int, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(planes * 100 + outputs, planes, outputs, 1, kernel, monkeypatch)


@pytest.mark.parametrize("groups, planes, outputs", [(2, 4, 6), (3, 3, 6), (4, 64, 64), (5, 5, 5), (16, 16, 32)])
@pytest.mark.parametrize("kernel", [1, 3])
def test_groups(groups: int, planes: int, outputs: int, kernel: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolve, "SHARED_SUM", 1)
    compare(groups, planes, outputs, groups, kernel, monkeypatch)


def of(*shape: int) -> Layout:
    return Layout(shape, dense(shape))


def test_one_sample_of_1x1_is_a_product_and_lies_as_it_is() -> None:
    x, weight, out = of(1, 64, 3, 3), of(32, 64, 1, 1), of(1, 32, 3, 3)
    once = ((1, 0, 0, 0),) * 2
    assert convolution_layouts.choices(FORWARD, x, weight, out, once)[0] == (x, out)
    many = of(8, 64, 3, 3), of(8, 32, 3, 3)
    assert convolution_layouts.choices(FORWARD, many[0], weight, many[1], once)[0] == (many[0].blocked, many[1].blocked)


def test_a_stride_a_group_or_a_kernel_is_no_product() -> None:
    x, once = of(1, 4, 5, 5), ((1, 0, 0, 0),) * 2
    assert convolution_layouts.pointwise(x, of(4, 4, 1, 1), once)
    assert not convolution_layouts.pointwise(x, of(4, 4, 1, 1), ((2, 0, 0, 0),) * 2)
    assert not convolution_layouts.pointwise(x, of(2, 2, 2, 1, 1), once)
    assert not convolution_layouts.pointwise(x, of(4, 4, 1, 3), once)


def test_images_of_few_planes_are_left_to_onednn_forward_and_taken_as_they_are_backward() -> None:
    x, weight, out = of(1, 3, 9, 9), of(8, 3, 3, 3), of(1, 8, 7, 7)
    what = ((1, 0, 0, 0),) * 2
    assert convolution_layouts.choices(FORWARD, x, weight, out, what) == [(x.any, out.any)]
    assert convolution_layouts.choices(DIFF_SRC, x, weight, out, what)[0] == (x, out)
