"""oneDNN's maxima of windows against the numpy kernels, over random windows, with ties, NaN and -inf."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime.kernels import onednn
from runtime.kernels.onednn import pooling
from runtime.nn.convolution.kernels import max_pool
from runtime.nn.convolution.kernels.axes import Axis, pooling_axis

from .tools import counted, needs_library

pytestmark = needs_library


def known() -> bool:
    """Whether oneDNN has a kernel for planes one after the other: only for processors with AVX-512."""
    axes = (pooling_axis(40, 2, 2, 0, 1, False, False),) * 2
    return onednn.available() and pooling.maxima(np.ones((20, 40, 40), "f4"), np.empty((20, 20, 20), "f4"), axes)


KNOWN = known()


def random_axes(rng: Any, dims: int) -> tuple[Axis, ...]:
    kernel, stride = rng.integers(1, 4, dims), rng.integers(1, 4, dims)
    pad = [int(rng.integers(0, k // 2 + 1)) for k in kernel]
    sizes, ceil = rng.integers(3, 12, dims), bool(rng.integers(2))
    fields = zip(sizes.tolist(), kernel.tolist(), stride.tolist(), pad)
    return tuple(pooling_axis(*field, 1, ceil, any(pad)) for field in fields)


def awkward(rng: Any, shape: tuple[int, ...]) -> np.ndarray:
    x = rng.integers(-2, 3, shape).astype("f4")
    x[rng.random(shape) < 0.2] = np.nan
    x[rng.random(shape) < 0.3] = -np.inf
    return x


def test_as_the_numpy_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "FEWEST", 1)
    rng = np.random.default_rng(0)
    done = counted(monkeypatch, pooling, "maxima")
    for case in range(150):
        axes = random_axes(rng, 3 if case % 5 == 0 else 2)
        planes = int(rng.integers(1, 40))
        sizes, outs = tuple(axis.size for axis in axes), tuple(axis.out for axis in axes)
        x = awkward(rng, (planes, *sizes)) if case % 2 else rng.integers(-3, 4, (planes, *sizes)).astype("f4")
        wanted, got = np.empty((planes, *outs), "f4"), np.full((planes, *outs), 9, "f4")
        places, noted = np.empty(wanted.shape, "i8"), np.empty(wanted.shape, "i8")
        with onednn.disabled():
            max_pool.maxima_and_places(x, wanted, places, axes, max_pool.linear_code(sizes))
        if max_pool.noted_maxima(x, got, noted, axes):
            np.testing.assert_array_equal(got, wanted, err_msg=str(axes))
            np.testing.assert_array_equal(noted, places + 1, err_msg=str(axes))
        got.fill(9)
        max_pool.maxima(x, got, axes)
        np.testing.assert_array_equal(got, wanted, err_msg=str(axes))
    assert sum(done) > 150 or not KNOWN


def test_left_to_numpy() -> None:
    axes = (pooling_axis(40, 2, 2, 0, 1, False, False),) * 2
    x, out = np.ones((20, 40, 40), "f4"), np.full((20, 20, 20), 9, "f4")
    for source, target in ((x.astype("f8"), out.astype("f8")), (x.transpose(0, 2, 1), out), (x[:2], out[:2])):
        assert not pooling.maxima(source, target, axes)
        assert (target == 9).all()
    with onednn.disabled():
        assert not pooling.maxima(x, out, axes)
    assert pooling.maxima(x, out, axes) == KNOWN and (out == (1 if KNOWN else 9)).all()
