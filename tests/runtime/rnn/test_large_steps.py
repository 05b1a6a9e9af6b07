"""Sequences of floats large enough for oneDNN give what numpy's kernels give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import nn, torch
from runtime.copying import clone
from runtime.kernels import onednn

from .sequences import arrays

#: Steps, batch, inputs, outputs.
SIZES = 6, 20, 48, 64
MODULES = {
    "SeqLSTM": lambda inputs, outputs: nn.SeqLSTM(inputs, outputs),
    "SeqLSTMP": lambda inputs, outputs: nn.SeqLSTMP(inputs, 80, outputs),
    "SeqGRU": lambda inputs, outputs: nn.SeqGRU(inputs, outputs),
    "FastLSTM": lambda inputs, outputs: nn.Sequencer(nn.FastLSTM(inputs, outputs)),
    "LSTM": lambda inputs, outputs: nn.Sequencer(nn.LSTM(inputs, outputs)),
    "GRU": lambda inputs, outputs: nn.Sequencer(nn.GRU(inputs, outputs)),
}


def results(module: Any, x: Any, g: Any) -> list[np.ndarray]:
    module.zeroGradParameters()
    outs = [clone(module.forward(x)), clone(module.backward(x, g)), clone(module.parameters()[1])]
    return [array for out in outs for array in arrays(out)]


CASES = [(kind, False) for kind in MODULES] + [(kind, True) for kind in MODULES if kind.startswith("Seq")]


@pytest.mark.parametrize("kind, batch_first", CASES)
def test_sequences(kind: str, batch_first: bool) -> None:
    steps, batch, inputs, outputs = SIZES
    torch.manualSeed(3)
    module = MODULES[kind](inputs, outputs).float()
    x, g = (torch.FloatTensor(steps, batch, size).normal() for size in (inputs, outputs))
    if batch_first:
        module.batchfirst = True
        x, g = (tensor.transpose(1, 2).contiguous() for tensor in (x, g))
    for _ in range(2):
        fast = results(module, x, g)
        with onednn.disabled():
            plain = results(module, x, g)
        for one, other in zip(fast, plain):
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4 * max(1, np.abs(other).max()))
        module.parameters()[0][1].mul(0.5)


@pytest.mark.parametrize("kind", ["SeqLSTM", "SeqGRU"])
def test_padding(kind: str) -> None:
    steps, batch, inputs, outputs = SIZES
    torch.manualSeed(3)
    module = MODULES[kind](inputs, outputs).float()
    module.maskzero = True
    x, g = (torch.FloatTensor(steps, batch, size).normal() for size in (inputs, outputs))
    x.array[2:4, 5:9] = 0
    fast = results(module, x, g)
    assert not fast[0][2:4, 5:9].any()
    with onednn.disabled():
        for one, other in zip(fast, results(module, x, g)):
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4 * max(1, np.abs(other).max()))
