"""Layers of nnx: what they compute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import nn, torch
from runtime.errors import TorchError
from runtime.nnx import SpatialClassifier, SpatialNormalization, SpatialPadding


def randn(*size: int) -> Any:
    return torch.DoubleTensor(np.random.default_rng(1).standard_normal(size))


def test_padding() -> None:
    y = SpatialPadding(1, 2, 0, -1, 1, 2, 7).forward(randn(3, 2, 4)).array
    assert y.shape == (2, 5, 4)
    np.testing.assert_array_equal(y[:, 1:3], randn(3, 2, 4).array[:2])
    assert (y[:, [0, 3, 4]] == 7).all()
    with pytest.raises(TorchError, match="x_dim must be integer"):
        SpatialPadding(1, 1, 1, 1, 2, 1.5)


def test_a_classifier_sees_pixels() -> None:
    linear = nn.Linear(3, 2)
    module = SpatialClassifier(linear)
    x = randn(3, 4, 5)
    want = np.einsum("oc,chw->ohw", linear.weight.array, x.array) + linear.bias.array[:, None, None]
    np.testing.assert_allclose(module.forward(x).array, want)
    module.spatialOutput = False
    np.testing.assert_allclose(module.forward(x).array, want.reshape(2, -1).T)
    module.spatialOutput = True
    assert module.forward(x)._size == (2, 4, 5)


def test_the_threshold_adapts() -> None:
    module = SpatialNormalization(1, torch.DoubleTensor(3, 3).fill(1))
    module.forward(randn(1, 8, 8))
    assert module.thresMod.threshold == pytest.approx(module.inStdDev.array.mean())
    flat = torch.DoubleTensor(1, 8, 8).fill(5)
    np.testing.assert_allclose(module.forward(flat).array, 0, atol=1e-9)
    assert module.thresMod.threshold == 1e-3
    assert module.forward(randn(8, 8))._size == (1, 8, 8)
