"""What rnn changes in nn's classes is there only after activate."""

from __future__ import annotations

import pytest

from runtime import TorchError, nn, torch

from .sequences import tensor_sequence


def test_nn_alone_is_plain():
    assert not hasattr(nn.Linear(2, 2), "forget") and repr(nn.Dropout(0.5)) == "nn.Dropout(0.500000)"


def test_messages_reach_recurrent_modules(active):
    net = nn.Sequential().add(nn.Sequencer(nn.LSTM(2, 2))).add(nn.Sequencer(nn.Linear(2, 2)))
    assert net.remember("eval") is net
    assert [m._remember for m in net.modules.array_values()] == ["eval", "eval"]
    net.forward(tensor_sequence(3, 1, 2))
    assert net.modules[1].module.step == 4
    assert net.forget() is net and net.modules[1].module.step == 1
    with pytest.raises(TorchError, match="unrecognized"):
        net.remember("now and then")


def test_hidden_states_of_a_net(active):
    net = nn.Recursor(nn.Sequential().add(nn.Linear(2, 2)).add(nn.LSTM(2, 2)).add(nn.GRU(2, 2)))
    x = tensor_sequence(3, 2, 2)
    for t in (1, 2):
        net.forward(x.select(1, t))
    state = net.getHiddenState(2)
    assert 1 not in state and len(state[2]) == 2 and state[3]._size == (2, 2)
    wanted = net.forward(x.select(1, 3)).clone()
    net.forget()
    net.setHiddenState(0, state)
    assert net.forward(x.select(1, 3)).array.tolist() == wanted.array.tolist()


def test_dropout_of_rnn(active):
    m = nn.Dropout(0.5, False, False, True, True)
    assert repr(m) == "nn.Dropout(0.5, lazy)" and repr(nn.Dropout(0.25)) == "nn.Dropout(0.3, busy)"
    x = torch.DoubleTensor(5, 40).fill(1)
    first = m.forward(x).clone()
    assert (first.array == first.array[0]).all() and 0 < (first.array == 0).sum() < 200
    assert (m.forward(x).array == first.array).all()
    m.backward(x, x)
    assert not (m.forward(x).array == first.array).all()


def test_zero_gradients_of_any_shape(active):
    m = nn.ZeroGrad()
    m.forward(torch.DoubleTensor(2))
    assert m.backward(torch.DoubleTensor(2), torch.DoubleTensor(3).fill(1)).array.tolist() == [0, 0, 0]


def test_flat_parameters_reach_all_clones(active):
    net = nn.Sequencer(nn.Recurrent(2, nn.Linear(2, 2), nn.Linear(2, 2)))
    x = tensor_sequence(3, 1, 2)
    net.forward(x)
    net.getParameters()[0].fill(0)
    assert (net.forward(x).array == 0.5).all()
