"""Convolution of each plane by itself: oneDNN and numpy agree, forward and back."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import nn, torch
from runtime.kernels import onednn

from ...kernels.onednn.tools import counted, floats, needs_library, results

pytestmark = needs_library


@pytest.mark.parametrize("seed", range(24))
def test_both_ways(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    planes, outputs, kernel, stride, samples = (int(v) for v in rng.integers(1, [20, 4, 4, 3, 4]))
    size, pad = int(rng.integers(kernel, 10)), int(rng.integers(0, kernel))
    module = nn.SpatialDepthWiseConvolution(planes, outputs, kernel, kernel, stride, stride, pad, pad).float()
    if seed % 4 == 0:
        module.noBias()
    shape = (planes, size, size) if seed % 3 == 0 else (samples, planes, size, size)
    x = torch.FloatTensor(floats(rng, *shape))
    done = [counted(monkeypatch, onednn.convolution, name) for name in ("forward", "by_input", "by_weight")]
    found = results(module, x)
    assert done == [[True]] * 3
    with onednn.disabled():
        wanted = results(module, x)
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)
