"""Batch normalisation: moments, modes, old files."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

from runtime import nn, torch
from runtime.errors import TorchError
from runtime.kernels import onednn
from runtime.nn.normalization.kernels import batch_norm


def images(*size: int) -> torch.DoubleTensor:
    return torch.DoubleTensor(np.random.default_rng(1).standard_normal(size) * 3 + 2)


def test_moments_follow_the_batches() -> None:
    module = nn.SpatialBatchNormalization(3, 1e-3, 0.2, False)
    x = images(4, 3, 5, 2)
    mean, var = np.zeros(3), np.ones(3)
    for _ in range(3):
        y = module.forward(x).array
        mean = 0.2 * x.array.mean((0, 2, 3)) + 0.8 * mean
        var = 0.2 * x.array.var((0, 2, 3), ddof=1) + 0.8 * var
    np.testing.assert_allclose(module.running_mean.array, mean)
    np.testing.assert_allclose(module.running_var.array, var)
    np.testing.assert_allclose(y.mean((0, 2, 3)), 0, atol=1e-12)
    batch = x.array.var((0, 2, 3))
    np.testing.assert_allclose(y.var((0, 2, 3)), batch / (batch + 1e-3))
    np.testing.assert_allclose(module.save_std.array, 1 / np.sqrt(batch + 1e-3))
    module.evaluate()
    want = (x.array - mean[:, None, None]) / np.sqrt(var + 1e-3)[:, None, None]
    np.testing.assert_allclose(module.forward(x).array, want)


def test_groups_of_features_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    x, gradient = images(3, 7, 4, 5), images(3, 7, 4, 5)
    results = []
    for size in (1, 10**9):
        monkeypatch.setattr(batch_norm, "GROUP_BYTES", size)
        torch.manualSeed(1)
        module = nn.SpatialBatchNormalization(7)
        module.zeroGradParameters()
        output = module.forward(x).array.copy()
        results.append([output, module.backward(x, gradient).array, module.gradWeight.array, module.gradBias.array])
    for a, b in zip(*results):
        np.testing.assert_allclose(a, b, atol=1e-12)


def test_float_with_a_large_mean() -> None:
    """The mean is subtracted first: no cancellation in single precision."""
    values = np.random.default_rng(2).standard_normal((64, 2, 8, 8)) + 1000
    module = nn.SpatialBatchNormalization(2, 1e-5, 0.1, False).float()
    y = module.forward(torch.FloatTensor(values)).array
    exact = values.astype("f4").astype("f8")
    want = (exact - exact.mean((0, 2, 3), keepdims=True)) / np.sqrt(exact.var((0, 2, 3), keepdims=True) + 1e-5)
    np.testing.assert_allclose(y, want, atol=2e-4)


def test_a_single_sample_uses_the_running_moments() -> None:
    module = nn.BatchNormalization(3, 1e-5, 0.1, False)
    x = images(1, 3)
    np.testing.assert_allclose(module.forward(x).array, x.array / np.sqrt(1 + 1e-5))
    assert module.running_mean.tolist() == [0, 0, 0]


def test_evaluation_of_one_image_gives_it_a_batch_dimension() -> None:
    module = nn.SpatialBatchNormalization(3)
    module.evaluate()
    x = images(3, 4, 5)
    assert module.forward(x)._size == (1, 3, 4, 5)
    assert x._size == (1, 3, 4, 5)  # as in Torch


def test_train_as_a_number_is_true() -> None:
    """Lua takes 0 for true; some files have it."""
    module = nn.BatchNormalization(2, 1e-5, 0.1, False)
    module.train = 0
    np.testing.assert_allclose(module.forward(images(5, 2)).array.mean(0), 0, atol=1e-12)


def test_errors() -> None:
    module = nn.SpatialBatchNormalization(3)
    with pytest.raises(TorchError, match=r"only mini-batch supported \(4D tensor\), got 3D tensor instead"):
        module.forward(images(3, 4, 4))
    with pytest.raises(TorchError, match="got 2-feature tensor, expected 3"):
        module.forward(images(2, 2, 4, 4))
    with pytest.raises(TorchError, match="must call :updateOutput\\(\\) first"):
        module.backward(images(2, 3, 4, 4), images(2, 3, 4, 4))
    with pytest.raises(TorchError, match="Missing argument #1"):
        nn.BatchNormalization(None)
    with pytest.raises(TorchError, match="affine has to be true/false"):
        nn.BatchNormalization(3, None, None, 1)


def test_version_1() -> None:
    """running_std was the inverse of the deviation."""
    module = nn.BatchNormalization(2, 1e-3)
    del module.running_var
    module.running_std = torch.DoubleTensor([0.5, 0.25])
    module._upgrade(1, "nn.BatchNormalization")
    np.testing.assert_allclose(module.running_var.array, [4 - 1e-3, 16 - 1e-3])
    assert "running_std" not in vars(module)


def test_texts() -> None:
    assert repr(nn.BatchNormalization(5)) == "nn.BatchNormalization (2D) (5)"
    assert repr(nn.SpatialBatchNormalization(5)) == "nn.SpatialBatchNormalization (4D) (5)"
    assert repr(nn.VolumetricBatchNormalization(5)) == "nn.VolumetricBatchNormalization (5D) (5)"


@pytest.mark.parametrize("library", [True, False])
@pytest.mark.parametrize("offset", [0, 1, 6, 100])
@pytest.mark.parametrize("size", [(8, 5, 30, 31), (32, 24, 7, 6), (2, 3, 120, 115), (500, 9, 2, 2)])
def test_large_float_images_as_exact_sums(size: tuple[int, ...], offset: float, library: bool) -> None:
    """Whatever computes, and however far from 0 the features lie: what sums in double give."""
    rng = np.random.default_rng(3)
    x, g = (rng.standard_normal(size).astype("f4") for _ in range(2))
    x[:, 1] += np.float32(offset)
    x[:, 2] = 4
    module = nn.SpatialBatchNormalization(size[1]).float()
    module.gradWeight.fill(1)
    module.gradBias.fill(2)
    weight, axes = module.weight.array.astype("f8")[:, None, None], (0, 2, 3)
    centred = x - x.mean(axes, "f8", keepdims=True)
    invstd = 1 / np.sqrt((centred**2).mean(axes, keepdims=True) + 1e-5)
    total, product = g.sum(axes, "f8", keepdims=True), (g * centred).sum(axes, keepdims=True)
    count = x[:, 0].size
    by_input = (g - total / count - centred * invstd**2 * product / count) * invstd * weight
    with contextlib.nullcontext() if library else onednn.disabled():
        y = module.forward(torch.FloatTensor.wrap(x)).array
        gradient = module.backward(torch.FloatTensor.wrap(x), torch.FloatTensor.wrap(g), 0.5).array
    tolerance = 2e-6 * (1 + offset)
    np.testing.assert_allclose(y, centred * invstd * weight, atol=tolerance)
    np.testing.assert_allclose(module.running_mean.array, 0.1 * x.mean(axes, "f8"), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(module.running_var.array, 0.9 + 0.1 * x.var(axes, "f8", ddof=1), rtol=1e-6)
    kept = np.arange(size[1]) != 2  # where all are equal the inverse deviation, 316, multiplies what rounding left
    np.testing.assert_allclose(gradient[:, kept], by_input[:, kept], atol=2 * tolerance)
    np.testing.assert_allclose(gradient[:, 2], by_input[:, 2], atol=1e-3)
    by_weight = 1 + 0.5 * (product * invstd).reshape(-1)
    np.testing.assert_allclose(module.gradWeight.array[kept], by_weight[kept], atol=tolerance * count**0.5)
    np.testing.assert_allclose(module.gradBias.array, 2 + 0.5 * total.reshape(-1), atol=2e-6 * count**0.5)


@pytest.mark.parametrize("library", [True, False])
@pytest.mark.parametrize("affine", [True, False])
def test_large_float_images_by_running_moments(affine: bool, library: bool) -> None:
    rng = np.random.default_rng(4)
    x, g = (rng.standard_normal((3, 4, 60, 70)).astype("f4") for _ in range(2))
    module = nn.SpatialBatchNormalization(4, None, None, affine).float()
    module.running_mean.copy(torch.FloatTensor([0, 1, -300, 5]))
    module.running_var.copy(torch.FloatTensor([1, 0.5, 2, 1e-4]))
    module.evaluate()
    column = np.s_[:, None, None]
    mean, invstd = module.running_mean.array[column], 1 / np.sqrt(module.running_var.array.astype("f8")[column] + 1e-5)
    weight = module.weight.array[column] if affine else 1
    with contextlib.nullcontext() if library else onednn.disabled():
        y = module.forward(torch.FloatTensor.wrap(x)).array
        gradient = module.backward(torch.FloatTensor.wrap(x), torch.FloatTensor.wrap(g)).array
    np.testing.assert_allclose(y, (x - mean) * invstd * weight, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(gradient, g * invstd * weight, rtol=1e-5)


def test_large_float_images_that_are_no_numbers() -> None:
    x = np.ones((4, 3, 40, 50), "f4")
    x[1, 1, 2, 3], x[:, 2] = np.nan, 7
    module = nn.SpatialBatchNormalization(3, 0, None, False).float()
    y = module.forward(torch.FloatTensor.wrap(x)).array
    assert (y[:, [0, 2]] == 0).all() and np.isnan(y[:, 1]).all()
    gradient = module.backward(torch.FloatTensor.wrap(x), torch.FloatTensor.wrap(x)).array
    assert (gradient[:, [0, 2]] == 0).all() and np.isnan(gradient[:, 1]).all()
