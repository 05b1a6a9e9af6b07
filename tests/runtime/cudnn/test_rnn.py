"""cuDNN's recurrent nets: where weights lie, states, what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from luabridge import Lua
from runtime import Table, TorchError, cudnn, torch


def net(kind: str = "LSTM", *args: Any, **options: Any) -> Any:
    torch.manualSeed(3)
    return getattr(cudnn, kind)(*(args or (3, 4, 2)), **options).double()


def test_matrices_of_all_layers_come_before_the_biases() -> None:
    module = net("BGRU")
    module.weight.array[...] = np.arange(module.weight.nElement())
    matrices, biases = module.weights(), module.biases()
    assert [len(layer) for layer in matrices.values()] == [6] * 4 == [len(layer) for layer in biases.values()]
    counts = [[t.nElement() for t in layer.values()] for layer in matrices.values()]
    assert counts == [[12] * 3 + [16] * 3] * 2 + [[32] * 3 + [16] * 3] * 2
    firsts = [layer[1][0] for layer in (*matrices.values(), *biases.values())]
    assert firsts == [0, 84, 168, 312, 456, 480, 504, 528] and module.weight.nElement() == 552


def test_an_lstm_by_hand() -> None:
    module = net("LSTM", 1, 1, 1)
    module.weight.array[...] = [1, 2, 3, 4, 0.5, 0.25, -1, 2, 0, 1, 0, 0, 0, 0, 0, -1]
    sigmoid = lambda v: 1 / (1 + np.exp(-v))  # noqa: E731
    h = c = 0.0
    expected = []
    for x in (0.5, -1.0):
        i, f, g, o = x + 0.5 * h, 2 * x + 0.25 * h + 1, 3 * x - h, 4 * x + 2 * h - 1
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        expected.append(h)
    out = module.forward(torch.DoubleTensor([[[0.5]], [[-1]]]))
    np.testing.assert_allclose(out.array.reshape(-1), expected, rtol=1e-12)
    np.testing.assert_allclose([module.hiddenOutput.array.item(), module.cellOutput.array.item()], [h, c], rtol=1e-12)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNNTanh", "RNNReLU"])
def test_states_go_on(kind: str) -> None:
    x = torch.randn(6, 2, 3)
    whole = net(kind).forward(x).clone()
    halves = net(kind, rememberStates=True)
    parts = [halves.forward(x.narrow(1, first, 3)).clone() for first in (1, 4)]
    np.testing.assert_allclose(torch.cat(Table(parts), 1).array, whole.array, rtol=1e-12)
    halves.resetStates()
    np.testing.assert_allclose(halves.forward(x.narrow(1, 1, 3)).array, parts[0].array, rtol=1e-12)


def test_gradients_of_states() -> None:
    module, x, rng = net("BLSTM"), torch.randn(4, 2, 3), np.random.default_rng(1)
    for name in ("hiddenInput", "cellInput", "gradHiddenOutput", "gradCellOutput"):
        setattr(module, name, torch.DoubleTensor(rng.standard_normal((4, 2, 4))))
    g = torch.DoubleTensor(rng.standard_normal((4, 2, 8)))

    def loss() -> float:
        module.forward(x)
        ends = (module.hiddenOutput, module.gradHiddenOutput), (module.cellOutput, module.gradCellOutput)
        return sum(float((a.array * b.array).sum()) for a, b in ((module.output, g), *ends))

    loss()
    module.backward(x, g)
    for state, gradient in ((module.hiddenInput, module.gradHiddenInput), (module.cellInput, module.gradCellInput)):
        computed = gradient.clone().array
        direction = rng.standard_normal(state.array.shape)
        original = state.array.copy()
        values = []
        for step in (1e-6, -1e-6):
            state.array[...] = original + step * direction
            values.append(loss())
        state.array[...] = original
        assert abs((values[0] - values[1]) / 2e-6 - (computed * direction).sum()) < 1e-7


def test_what_is_refused() -> None:
    module = net()
    for call, text in (
        (lambda: module.forward(torch.randn(2, 3)), "input must have 3 dimensions: seqLength, miniBatch, inputSize"),
        (lambda: module.forward(torch.randn(2, 2, 5)), "Incorrect input size!"),
        (lambda: module.forward(Table([torch.randn(2, 3), Table([2])])), "packed sequences are not supported"),
    ):
        with pytest.raises(TorchError, match=text):
            call()
    module.evaluate()
    out = module.forward(torch.randn(2, 2, 3))
    with pytest.raises(TorchError, match="can only be called when training"):
        module.backward(torch.randn(2, 2, 3), out)


def test_in_lua() -> None:
    lua = Lua()
    lua.execute("require 'cudnn'; m = cudnn.BLSTM(3, 4, 2, true):float()")
    assert lua.eval("torch.type(m), m:forward(torch.FloatTensor(2, 5, 3):fill(1)):size(3)") == ("cudnn.BLSTM", 8)
