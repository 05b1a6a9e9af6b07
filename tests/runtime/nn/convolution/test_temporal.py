"""Convolution of sequences: oneDNN and numpy agree, forward and back."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import nn, torch
from runtime.kernels import onednn

from ...kernels.onednn.tools import counted, floats, needs_library, results

pytestmark = needs_library


@pytest.mark.parametrize("seed", range(36))
def test_both_ways(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    frame, outputs, kernel, stride, samples = (int(v) for v in rng.integers(1, [40, 40, 5, 3, 4]))
    frames = int(rng.integers(kernel, 12))
    module = nn.TemporalConvolution(frame, outputs, kernel, stride).float()
    if seed % 4 == 0:
        module.bias = module.gradBias = None
    if seed % 5 == 0:
        module.padH = 2
    array = floats(rng, frames, frame) if seed % 3 == 0 else floats(rng, samples, frames, frame)
    x = torch.FloatTensor(array)
    if seed % 7 == 0:
        x = x.transpose(1, 2).contiguous().transpose(1, 2)  # frames in another order of memory
    done = [counted(monkeypatch, onednn.convolution, name) for name in ("forward", "by_input", "by_weight")]
    found = results(module, x)
    assert done == [[True]] * 3
    with onednn.disabled():
        wanted = results(module, x)
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)
