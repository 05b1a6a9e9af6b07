"""Planes shifted and scaled in C against numpy: values, places, what is refused, threads; and batch normalisation."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest

from runtime import nn, torch
from runtime.kernels import native, threads
from runtime.kernels.native import calls
from runtime.kernels.native.normalise import normalise

from .tools import build, needs_kernels  # noqa: F401

pytestmark = needs_kernels


def inputs(*shape: int) -> tuple[Any, list[Any], Any]:
    """x, the values for its features, and what comes out."""
    rng = np.random.default_rng(shape[1])
    x, lines = rng.standard_normal(shape).astype("f4"), list(rng.standard_normal((3, shape[1])).astype("f4"))
    mean, factor, shift = (v.astype("f8").reshape(-1, *[1] * (len(shape) - 2)) for v in lines)
    return x, lines, (x - mean) * factor + shift


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("shape", [(1, 64, 56, 56), (3, 7, 200), (2, 5, 4, 9, 13), (17, 16, 17), (1, 1, 5000)])
def test_values(shape: tuple[int, ...]) -> None:
    x, (mean, factor, shift), expected = inputs(*shape)
    out = np.zeros(shape, "f4")
    for _ in range(2):
        assert normalise(x, mean, factor.astype("f8"), shift, out)
        np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-6)
    assert normalise(x, mean, factor, None, out)
    np.testing.assert_allclose(out, expected - shift.reshape(-1, *[1] * (x.ndim - 2)), rtol=1e-5, atol=1e-6)
    assert normalise(x, mean, factor, shift, x)
    np.testing.assert_allclose(x, expected, rtol=1e-5, atol=1e-6)


def test_refused() -> None:
    x, (mean, factor, shift), _ = inputs(2, 8, 16, 32)
    for given, out in (
        (x.astype("f8"), np.zeros_like(x)),
        (x, np.zeros(x.shape)),
        (x[:, ::-1], np.zeros_like(x)),
        (x, np.zeros((2, 8, 32, 16), "f4")),
        (x.reshape(2, 16, 8, 32), np.zeros((2, 16, 8, 32), "f4")),
        (x.reshape(128, 8, 8), np.zeros((128, 8, 8), "f4")),
        (x[:1, :, :2], np.zeros((1, 8, 2, 32), "f4")),
    ):
        before = out.copy()
        assert not normalise(given, mean, factor, shift, out)
        assert (out == before).all()
    with native.disabled():
        assert not normalise(x, mean, factor, shift, x)


def test_threads() -> None:
    x, lines, expected = inputs(3, 33, 1001)
    assert x.nbytes > calls.SHARED_BYTES
    before = threads.chosen()
    try:
        for count in (1, 2, 3, 5):
            threads.set_threads(count)
            out = np.zeros_like(x)
            assert normalise(x, *lines, out)
            np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-6)
    finally:
        threads.set_threads(before)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("affine", [False, True])
@pytest.mark.parametrize("size", [(3, 6, 20, 30), (1, 6, 20, 50), (6, 20, 50)])
def test_layers(size: tuple[int, ...], affine: bool, training: bool) -> None:
    """Batch normalisation computes the same with these kernels as without, also of one sample and of turned ones."""
    torch.manualSeed(3)
    module = nn.SpatialBatchNormalization(6, None, None, affine).float()
    module.running_mean.uniform()
    module.running_var.uniform()
    if training and len(size) == 4:
        module.training()
    else:
        module.evaluate()
    x = np.random.default_rng(0).standard_normal(size).astype("f4")
    for order in ("C", "F"):
        found = []
        for kernels in (contextlib.nullcontext(), native.disabled()):
            copy, given = module.clone(), torch.FloatTensor.wrap(np.array(x, order=order))
            with kernels:
                found.append(copy.forward(given).array.copy())
        np.testing.assert_allclose(*found, rtol=1e-5, atol=1e-5)
