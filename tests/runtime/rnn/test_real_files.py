"""A model that somebody trained with rnn years ago."""

from __future__ import annotations

import numpy as np

from converter import load
from runtime import nn, torch

from ...paths import real_file
from .sequences import step_by_step, tensor_sequence


def test_a_padded_sequencer_of_fast_lstms():
    m = load(real_file("apsvvfb+compress/model.t7"))
    assert repr(m) == (
        "nn.Sequencer @ nn.Recursor @ nn.Sequential {\n  [input -> (1) -> (2) -> (3) -> output]\n"
        "  (1): nn.MaskZero @ nn.FastLSTM(10 -> 6)\n  (2): nn.MaskZero @ nn.Linear(6 -> 4)\n"
        "  (3): nn.MaskZero @ nn.LogSoftMax\n}"
    )
    x = tensor_sequence(3, 2, 10)
    x.array[0, 1] = 0
    m.evaluate()
    out = m.forward(x).array.copy()
    assert not out[0, 1].any() and np.allclose(np.exp(out[0, 0]).sum(), 1)
    m.training()
    assert np.allclose(m.forward(x).array, out)
    lstm = m.module.modules[1].modules[1].modules[1]
    assert isinstance(lstm, nn.FastLSTM) and lstm._fusion is not None
    assert m.backward(x, torch.DoubleTensor(3, 2, 4).fill(1))._size == (3, 2, 10)
    step_by_step(lstm)
    m.module.forget()
    assert np.allclose(m.forward(x).array, out)
