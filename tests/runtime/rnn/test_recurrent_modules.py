"""The protocol of recurrent modules: steps, clones, memory, hidden states."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch
from runtime.copying import clone

from .sequences import KINDS, gradients, same, slope, table_of, tensor_sequence


def cell():
    return nn.Sequential().add(nn.JoinTable(1, 1)).add(nn.Linear(5, 2)).add(nn.Tanh())


MAKERS = {
    "Recurrent": lambda: nn.Recurrent(2, nn.Linear(3, 2), nn.Linear(2, 2)),
    "Recurrence": lambda: nn.Recurrence(cell(), 2, 1),
    "Recursor": lambda: nn.Recursor(nn.Sequential().add(nn.Linear(3, 2)).add(nn.GRU(2, 2))),
    "MuFuRu": lambda: nn.MuFuRu(3, 2, ["keep", "replace", "mul", "diff"]),
    "FastLSTM of nngraph": lambda: graph_lstm(),
    **{name: (lambda name=name: getattr(nn, name)(3, 2)) for name in KINDS},
}


def graph_lstm():
    nn.FastLSTM.usenngraph = True
    try:
        return nn.FastLSTM(3, 2)
    finally:
        nn.FastLSTM.usenngraph = False


def made(name):
    torch.manualSeed(11)
    return MAKERS[name]()


@pytest.mark.parametrize("name", MAKERS)
def test_gradients_through_time(name):
    sequencer = nn.Sequencer(made(name))
    x, g = table_of(tensor_sequence(4, 2, 3)), table_of(tensor_sequence(4, 2, 2))
    sequencer.zeroGradParameters()
    sequencer.forward(x)
    back = clone(sequencer.backward(x, g))
    pairs = [(x[t], back[t]) for t in range(1, 5)]
    pairs += zip(sequencer.parameters()[0].array_values(), clone(gradients(sequencer)).array_values())
    for number, (value, gradient) in enumerate(pairs):
        direction = np.random.default_rng(number).standard_normal(value.array.shape)
        numeric = slope(sequencer, x, g, value.array, direction)
        assert abs(numeric - float((gradient.array * direction).sum())) < 1e-6 * max(1, abs(numeric)), number


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "Recurrent"])
def test_clones_are_kept_and_share_parameters(name):
    m = made(name)
    x = tensor_sequence(3, 2, 3)
    for t in range(3):
        m.forward(x.select(1, t + 1))
    assert m.step == 4 and m.getStepModule(1) is m.recurrentModule
    own, other = (m.getStepModule(t).parameters()[0].array_values() for t in (1, 3))
    assert all(np.shares_memory(a.array, b.array) for a, b in zip(own, other)) or name == "Recursor"
    clones = [m.getStepModule(t) for t in (1, 2, 3)]
    m.forget()
    assert m.step == 1 and len(m.outputs) == 0 and m.sharedClones.array_values() == clones


@pytest.mark.parametrize("name", MAKERS)
def test_a_limited_past_recycles_clones(name):
    m = made(name)
    m.maxBPTTstep(2)
    x = tensor_sequence(9, 2, 3)
    for t in range(9):
        m.forward(x.select(1, t + 1))
    assert len(m.sharedClones.items()) == 3 and sorted(m.outputs.keys())[-2:] == [8, 9]
    assert len(m.outputs.items()) <= 5


@pytest.mark.parametrize("name", KINDS)
def test_a_hidden_state_starts_a_sequence(name):
    m = made(name)
    x = tensor_sequence(3, 2, 3)
    outs = [m.forward(x.select(1, t + 1)).clone() for t in range(3)]
    state = clone(m.getHiddenState(2))
    m.forget()
    m.setHiddenState(0, state)
    assert same(m.forward(x.select(1, 3)), outs[2])


@pytest.mark.parametrize("name", MAKERS)
def test_going_back_needs_to_have_gone_forward(name):
    m, x = made(name), torch.DoubleTensor(2, 3).normal()
    with pytest.raises(TorchError):
        m.updateGradInput(x, torch.DoubleTensor(2, 2))
    m = made(name)
    m.forward(x)
    with pytest.raises(TorchError, match="Missing updateGradInput"):
        m.accGradParameters(x, torch.DoubleTensor(2, 2))


def test_dropout_keeps_its_noise_for_a_sequence():
    m = nn.LSTM(3, 2, None, None, 0.5)
    drop = m.recurrentModule.findModules("nn.Dropout")[0][1]
    assert drop.lazy and repr(drop) == "nn.Dropout(0.5, lazy)"
    x = torch.DoubleTensor(2, 3).fill(1)
    m.forward(x)
    noise = drop.noise.array.copy()
    m.forget()
    m.forward(x)
    assert np.array_equal(drop.noise.array, noise)  # no backward, no new noise
    m.backward(x, torch.DoubleTensor(2, 2).zero())
    m.forget()
    seen = []
    for _ in range(8):
        m.forward(x)
        m.backward(x, torch.DoubleTensor(2, 2).zero())
        m.forget()
        seen.append(drop.noise.array.copy())
    assert any(not np.array_equal(noise, other) for other in seen)


def test_reset_and_clear(active):
    m = nn.Sequencer(nn.FastLSTM(3, 2))
    x = tensor_sequence(3, 2, 3)
    wanted = m.forward(x).clone()
    m.clearState()
    assert m.module.step == 1 and len(m.module.outputs) == 0 and m.output._size == ()
    assert same(m.forward(x), wanted)


def test_batch_normalization_needs_weights():
    nn.FastLSTM.bn = True
    try:
        with pytest.raises(TorchError, match="affine"):
            nn.FastLSTM(2, 2, 9, 1e-3, 0.1, False)
    finally:
        nn.FastLSTM.bn = False


def test_rewards_reach_each_step():
    m = nn.Recursor(nn.Sequential().add(nn.Linear(2, 2)).add(nn.Sigmoid()).add(nn.ReinforceBernoulli()))
    for _ in range(3):
        m.forward(torch.DoubleTensor(2, 2).normal())
    m.reinforce(torch.DoubleTensor([[1, 2], [3, 4]]))
    rewards = [m.getStepModule(t).modules[3].reward for t in (1, 2, 3)]
    assert rewards[0] is None and [r.array.tolist() for r in rewards[1:]] == [[1, 2], [3, 4]]
    m.reinforce(torch.DoubleTensor([5, 6]))
    assert all(m.getStepModule(t).modules[3].reward.array.tolist() == [5, 6] for t in (1, 2, 3))
    with pytest.raises(TorchError):
        m.reinforce(Table([torch.DoubleTensor(2)] * 4))


def test_recurrent_has_no_mask():
    with pytest.raises(TorchError, match="Use nn.Recurrence instead"):
        made("Recurrent").maskZero(1)


def test_text():
    assert repr(made("LSTM")) == "nn.LSTM(3 -> 2)" and repr(made("GRU")) == "nn.GRU(3 -> 2, 0.00)"
    assert repr(made("MuFuRu")) == "nn.MuFuRu(3 -> 2) { keep replace mul diff }"
