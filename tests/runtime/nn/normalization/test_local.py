"""Local normalisations against what they say they compute."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import nn, torch
from runtime.errors import TorchError

RNG = np.random.default_rng(1)


def test_cross_map_lrn() -> None:
    x = RNG.standard_normal((2, 6, 3, 2))
    padded = np.pad(x**2, ((0, 0), (2, 2), (0, 0), (0, 0)))
    sums = sum(padded[:, d : d + 6] for d in range(5))
    module = nn.SpatialCrossMapLRN(5, 0.3, 0.75, 2)
    np.testing.assert_allclose(module.forward(torch.DoubleTensor(x)).array, x / (2 + 0.3 / 5 * sums) ** 0.75)


@pytest.mark.parametrize("batch", [(), (3,)])
def test_subtractive(batch: tuple[int, ...]) -> None:
    x = RNG.standard_normal((*batch, 2, 6, 5))
    module = nn.SpatialSubtractiveNormalization(2, torch.DoubleTensor(3, 3).fill(1))
    y = module.forward(torch.DoubleTensor(x)).array
    for i in range(6):
        for j in range(5):
            window = x[..., max(0, i - 1) : i + 2, max(0, j - 1) : j + 2]
            mean = window.mean(axis=(-3, -2, -1))
            np.testing.assert_allclose(y[..., i, j], x[..., i, j] - mean[..., None])


def test_divisive() -> None:
    x = RNG.standard_normal((2, 6, 5))
    module = nn.SpatialDivisiveNormalization(2, torch.DoubleTensor(3, 3).fill(1), 0.5, 3)
    y = module.forward(torch.DoubleTensor(x)).array
    for i in range(6):
        for j in range(5):
            window = x[:, max(0, i - 1) : i + 2, max(0, j - 1) : j + 2]
            fraction = window[0].size / 9
            deviation = np.sqrt((window**2).mean() * fraction) / fraction
            np.testing.assert_allclose(y[:, i, j], x[:, i, j] / (deviation if deviation > 0.5 else 3))


def test_the_kernel_is_normalised_in_place() -> None:
    kernel = torch.DoubleTensor(3, 3).fill(2)
    nn.SpatialSubtractiveNormalization(2, kernel)
    np.testing.assert_allclose(kernel.array, 1 / 18)


def test_other_batch_sizes() -> None:
    module = nn.SpatialContrastiveNormalization(1, torch.DoubleTensor(3, 3).fill(1))
    x = torch.DoubleTensor(RNG.standard_normal((4, 1, 5, 5)))
    whole = module.forward(x).array.copy()
    for part in (x.narrow(1, 2, 2), x.narrow(1, 2, 1)):
        np.testing.assert_allclose(module.forward(part).array, whole[1 : 1 + part._size[0]])
    np.testing.assert_allclose(module.forward(x[2]).array, whole[2])


def test_errors() -> None:
    with pytest.raises(TorchError, match="<SpatialDivisiveNormalization> averaging kernel must have ODD dimensions"):
        nn.SpatialDivisiveNormalization(1, torch.DoubleTensor(4, 3).fill(1))
    with pytest.raises(TorchError, match="<SpatialSubtractiveNormalization> averaging kernel must be 2D or 1D"):
        nn.SpatialSubtractiveNormalization(1, torch.DoubleTensor(3, 3, 3).fill(1))
    with pytest.raises(TorchError, match="Input must be 3D or 4D"):
        nn.SpatialCrossMapLRN(3).forward(torch.DoubleTensor(3, 3))
