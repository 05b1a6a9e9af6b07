"""Steps of torch/rnn computed as a whole, one by one and by whole sequences agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runtime import TorchError, torch
from runtime.rnn import v2
from runtime.tensor import ByteTensor


def sizes(kind: str) -> tuple[Any, Any]:
    return (v2.RecLSTM(3, 2), v2.SeqLSTM(3, 2)) if kind == "LSTM" else (v2.RecGRU(3, 2), v2.SeqGRU(3, 2))


def twin(sequence: Any) -> Any:
    return sequence.toRecLSTM() if hasattr(sequence, "toRecLSTM") else sequence.toRecGRU()


def one_pass(net: Any, x: Any, g: Any) -> list[Any]:
    net.zeroGradParameters()
    output = net.forward(x).numpy().copy()
    gradient = net.backward(x, g).numpy().copy()
    return [output, gradient, *[p.numpy().copy() for p in net.parameters()[1].array_values()]]


def assert_same(a: list[Any], b: list[Any]) -> None:
    assert len(a) == len(b)
    for one, other in zip(a, b):
        np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.fixture(params=["LSTM", "GRU"])
def layer(request: pytest.FixtureRequest) -> Any:
    torch.manualSeed(5)
    return sizes(request.param)[1]


def test_a_sequencer_of_steps_is_the_sequence_layer(layer: Any) -> None:
    x, g = torch.randn(4, 2, 3), torch.randn(4, 2, 2)
    assert_same(one_pass(layer, x, g), one_pass(v2.Sequencer(twin(layer)), x, g))


def test_modules_give_what_the_fused_steps_give(layer: Any) -> None:
    """With a mask of nothing the step modules run."""
    x, g = torch.randn(4, 2, 3), torch.randn(4, 2, 2)
    fused = one_pass(v2.Sequencer(twin(layer)), x, g)
    stepwise = twin(layer).maskZero()
    stepwise.setZeroMask(ByteTensor(4, 2).zero())
    assert_same(fused, one_pass(v2.Sequencer(stepwise), x, g))


def test_masks_reach_steps_and_sequences_alike(layer: Any) -> None:
    x, g = torch.randn(3, 2, 3), torch.randn(3, 2, 2)
    mask = ByteTensor(3, 2).zero()
    mask.array[1, 0] = mask.array[2, 1] = 1
    layer.maskZero()
    steps = v2.Sequencer(twin(layer))
    for net in (layer, steps.modules[1]):
        net.setZeroMask(mask)
    results = one_pass(layer, x, g.clone())
    assert_same(results, one_pass(steps, x, g.clone()))
    assert not results[0][1, 0].any()
    assert not results[1][2, 1].any()


def slopes(net: Any, x: Any, g: Any, tensor: Any) -> np.ndarray:
    """The gradient of sum(g * output) by a tensor, by differences."""
    array, found = tensor.array, np.empty(tensor._size)
    for place in np.ndindex(*tensor._size):
        values = []
        kept = array[place]
        for step in (1e-5, -1e-5):
            array[place] = kept + step
            values.append((net.forward(x).array * g.array).sum())
        array[place] = kept
        found[place] = (values[0] - values[1]) / 2e-5
    return found


@pytest.mark.parametrize("make", [lambda: v2.SeqLSTM(2, 3, 2), lambda: v2.SeqLSTM(2, 3), lambda: v2.SeqGRU(2, 3)])
def test_gradients(make: Callable[[], Any]) -> None:
    net, x = make(), torch.randn(3, 2, 2)
    g = torch.randn(*net.forward(x)._size)
    _, gradient, *by_parameters = one_pass(net, x, g)
    for tensor, wanted in zip([x, *net.parameters()[0].array_values()], [gradient, *by_parameters]):
        np.testing.assert_allclose(slopes(net, x, g, tensor), wanted, atol=1e-7)


def test_start_states_outlive_forget() -> None:
    net, x, start = v2.RecGRU(2, 2), torch.randn(1, 2), torch.randn(1, 2)
    from_zero = net.forward(x).numpy().copy()
    net.setStartState(start)
    results = []
    for _ in range(2):
        net.forget()
        results.append(net.forward(x).numpy().copy())
    assert np.array_equal(*results)
    assert not np.array_equal(results[0], from_zero)


def test_a_mask_is_for_so_many_steps() -> None:
    net, x = v2.RecLSTM(2, 2).maskZero(), torch.randn(2, 2)
    net.setZeroMask(ByteTensor(1, 2).zero())
    net.forward(x)
    with pytest.raises(TorchError, match="more times"):
        net.forward(x)
    with pytest.raises(TorchError, match="dim >= 2"):
        net.setZeroMask(ByteTensor(2).zero())
    net.setZeroMask(False)
    net.forward(x)


def test_a_mask_must_fit() -> None:
    net = v2.SeqGRU(2, 2).maskZero()
    with pytest.raises(TorchError, match="expecting previous call to setZeroMask"):
        net.forward(torch.randn(3, 2, 2))
    net.setZeroMask(ByteTensor(2, 2).zero())
    with pytest.raises(TorchError, match="got 2 x 2 instead of 3 x 2"):
        net.forward(torch.randn(3, 2, 2))
