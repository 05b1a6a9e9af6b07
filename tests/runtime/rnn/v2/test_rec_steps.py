"""nn.RecLSTM and nn.RecGRU call by call: whether fused or by their step modules, as torch/rnn's StepModules go back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import TorchError, torch
from runtime.rnn import v2
from runtime.tensor import ByteTensor


def modules(kind: str) -> list[Any]:
    """A module whose steps are fused, and its twin whose step modules run, for it has a mask (of nothing)."""
    torch.manualSeed(5)
    fused = v2.RecLSTM(3, 2) if kind == "LSTM" else v2.RecGRU(3, 2)
    plain = fused.clone().maskZero()
    plain.setZeroMask(ByteTensor(3, 4).zero())
    for module in (fused, plain):
        module.zeroGradParameters()
    return [fused, plain]


def sums(module: Any) -> list[float]:
    return [float(np.abs(gradient.array).sum()) for gradient in module.parameters()[1].array_values()]


@pytest.fixture(params=["LSTM", "GRU"])
def pair(request: pytest.FixtureRequest) -> list[Any]:
    return modules(request.param)


def forward(module: Any, x: Any) -> None:
    for t in (1, 2, 3):
        module.forward(x.select(1, t))


def test_the_gradient_by_the_input_brings_all_others(pair: list[Any]) -> None:
    x, g = torch.randn(3, 4, 3), torch.randn(3, 4, 2)
    found = []
    for module in pair:
        forward(module, x)
        values: list[Any] = []
        for t in (3, 2, 1):
            values.append(module.updateGradInput(x.select(1, t), g.select(1, t)).array.copy())
            values.append(sums(module))
            module.accGradParameters(x.select(1, t), g.select(1, t), 0.5)
            values.append(sums(module))
        assert values[1] == values[2] and all(values[1])
        found.append(values)
    assert all(np.allclose(a, b, rtol=0, atol=1e-12) for a, b in zip(*found))


def test_a_whole_sequence_ignores_the_scale(pair: list[Any]) -> None:
    x, g = torch.randn(3, 4, 3), torch.randn(3, 4, 2)
    found = []
    for module in pair:
        net = v2.Sequencer(module)
        net.forward(x)
        back = net.backward(x, g, 0.25).array.copy()
        found.append([back, sums(module)])
    assert all(np.allclose(a, b, rtol=0, atol=1e-12) for a, b in zip(*found))
    assert all(found[0][1])


def test_a_step_goes_back_once(pair: list[Any]) -> None:
    fused = pair[0]
    x, g = torch.randn(3, 4, 3), torch.randn(3, 4, 2)
    fused.forward(x.select(1, 1))
    first = fused.backward(x.select(1, 1), g.select(1, 1)).array.copy()
    fused.forward(x.select(1, 2))
    fused.backward(x.select(1, 2), g.select(1, 2))
    before = sums(fused)
    assert np.array_equal(fused.backward(x.select(1, 1), g.select(1, 1)).array, first)
    assert sums(fused) == before


def test_parameters_alone_take_the_gradient_of_the_step_after(pair: list[Any]) -> None:
    x, g = torch.randn(3, 4, 3), torch.randn(3, 4, 2)
    found = []
    for module in pair:
        forward(module, x)
        module.backward(x.select(1, 3), g.select(1, 3))
        module.accGradParameters(x.select(1, 2), g.select(1, 2), 1)
        found.append(sums(module))
    np.testing.assert_allclose(*found, rtol=1e-12)


def test_only_batches(pair: list[Any]) -> None:
    fused = pair[0]
    with pytest.raises(TorchError, match="Only supports batchmode"):
        fused.forward(torch.randn(3))
    with pytest.raises(TorchError, match="Only supports batchmode"):
        v2.Sequencer(fused).forward(torch.randn(5, 3))
