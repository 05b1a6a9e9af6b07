"""Layers of nnx: gradients, what they compute, copies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import converter
from runtime import Table, nn, torch
from runtime.errors import TorchError
from runtime.nnx import SpatialClassifier, SpatialNormalization, SpatialPadding

from ..nn.gradients import gradient_errors


def randn(*size: int) -> Any:
    return torch.DoubleTensor(np.random.default_rng(1).standard_normal(size))


def _kernels() -> Table:
    return Table([torch.DoubleTensor(1, 3).fill(1), torch.DoubleTensor(5, 1).fill(1)])


CASES = {
    "SpatialPadding": (lambda: SpatialPadding(1, -1, 0, 2, 3, 4, 0.5), (2, 2, 3, 4)),
    "SpatialClassifier": (lambda: SpatialClassifier(nn.Linear(3, 2)), (3, 4, 5)),
    "SpatialNormalization": (lambda: SpatialNormalization(2, torch.DoubleTensor(3, 3).fill(1), 0.3), (2, 6, 5)),
    "SpatialNormalization, two": (lambda: SpatialNormalization(1, _kernels(), 0.3), (1, 6, 7)),
}


@pytest.mark.parametrize("name", CASES)
def test_gradients_and_copies(name: str) -> None:
    make, size = CASES[name]
    module, x = make(), randn(*size)
    for what, error in gradient_errors(module, x).items():
        assert error < 1e-6, what
    want = module.forward(x).array.copy()
    for other in (module.clone(), converter.loads(converter.dumps(module))):
        np.testing.assert_allclose(other.forward(x).array, want)


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
