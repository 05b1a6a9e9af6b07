"""Sequences that start from a given state go forward and back as the steps of a longer one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import nn, torch
from runtime.rnn import v2

MAKES = {
    "Recurrence": lambda: v2.Recurrence(
        nn.Sequential().add(nn.JoinTable(1, 1)).add(nn.Linear(5, 2)).add(nn.Tanh()), 2, 1
    ),
    "LinearRNN": lambda: v2.LinearRNN(3, 2),
    "RecLSTM": lambda: v2.RecLSTM(3, 2),
    "RecGRU": lambda: v2.RecGRU(3, 2),
    "GRU": lambda: v2.GRU(3, 2),
}


@pytest.mark.parametrize("name", MAKES)
def test_back_to_a_start_state(name: str) -> None:
    torch.manualSeed(2)
    whole = MAKES[name]()
    part = whole.clone()
    x, g = torch.randn(3, 4, 3), torch.randn(3, 4, 2)
    found: list[list[np.ndarray]] = []
    for module, first in ((whole, 1), (part, 2)):
        if first == 2:
            state = whole.getHiddenState(1)
            part.setHiddenState(0, state)
        steps = [x.select(1, t) for t in range(first, 4)]
        values: list[Any] = [module.forward(step).array.copy() for step in steps][2 - first :]
        for t in (3, 2):
            values.append(module.updateGradInput(x.select(1, t), g.select(1, t)).array.copy())
        found.append(values)
    assert len(found[0]) == len(found[1]) == 4
    for one, other in zip(*found):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)
