"""nnx's bilinear resampling against loops over pixels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch

from ..nn.gradients import gradient_error


def resampled(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """One plane, pixel by pixel."""
    result = np.zeros((height, width))
    rows, columns = image.shape
    for y in range(height):
        for x in range(width):
            v, u = y * (rows - 1) / max(height - 1, 1), x * (columns - 1) / max(width - 1, 1)
            i, j = math.floor(v), math.floor(u)
            k, m = min(i + 1, rows - 1), min(j + 1, columns - 1)
            a, b = v - i, u - j
            result[y, x] = (1 - a) * ((1 - b) * image[i, j] + b * image[i, m])
            result[y, x] += a * ((1 - b) * image[k, j] + b * image[k, m])
    return result


@pytest.mark.parametrize("size", [(2, 3, 4, 5), (2, 6, 3)])
@pytest.mark.parametrize("wanted", [(7, 9), (2, 2), (5, 1)])
def test_against_loops(size: tuple[int, ...], wanted: tuple[int, int]) -> None:
    torch.manualSeed(1)
    x = torch.randn(*size)
    module = nn.SpatialReSampling(oheight=wanted[0], owidth=wanted[1])
    output = module.forward(x).array
    expected = [resampled(plane, *wanted) for plane in x.array.reshape(-1, *size[-2:])]
    np.testing.assert_allclose(output.reshape(-1, *wanted), expected, atol=1e-5)
    assert gradient_error(module, x) < 1e-6


@pytest.mark.parametrize("args", [(Table({"rwidth": 2, "rheight": 3}),), (2, 3)])
def test_ratios_count_for_the_first_image(args: Any) -> None:
    module = nn.SpatialReSampling(*args)
    assert module.forward(torch.ones(1, 2, 3))._size == (1, 6, 6)
    assert module.forward(torch.ones(2, 1, 5, 5))._size == (2, 1, 6, 6)


def test_gradients_need_no_forward_and_have_their_own_size() -> None:
    module = nn.SpatialReSampling(oheight=8, owidth=8)
    gradient = module.updateGradInput(torch.ones(2, 3, 3), torch.ones(2, 5, 4))
    np.testing.assert_allclose(gradient.array.sum((1, 2)), [20, 20])


def test_bad_input() -> None:
    with pytest.raises(TorchError, match=r"must be 3D or 4D, received: \[4\]"):
        nn.SpatialReSampling(2, 2).forward(torch.ones(4))
    with pytest.raises(TorchError, match="neither oheight nor a ratio"):
        nn.SpatialReSampling().forward(torch.ones(1, 2, 2))
