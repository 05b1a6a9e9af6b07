"""Sequencer, BiSequencer, BiSequencerLM, Repeater, RecurrentAttention, criterions of sequences."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch
from runtime.copying import clone

from .sequences import arrays, gradients, same, slope, table_of, tensor_sequence


def test_tables_and_tensors_are_the_same_to_a_sequencer():
    m = nn.Sequencer(nn.GRU(3, 2))
    x, g = tensor_sequence(4, 2, 3), tensor_sequence(4, 2, 2)
    out, back = m.forward(x).clone(), m.backward(x, g).clone()
    parts, grads = m.forward(table_of(x)), m.backward(table_of(x), table_of(g))
    assert np.array_equal(np.stack(arrays(parts)), out.array) and np.allclose(np.stack(arrays(grads)), back.array)


def test_evaluation_copies_and_reuses_its_tensors():
    m = nn.Sequencer(nn.Linear(2, 2))
    m.evaluate()
    x = table_of(tensor_sequence(4, 3, 2))
    first = m.forward(x).array_values()
    assert len({id(t._storage) for t in first}) == 4
    short = m.forward(Table(x.array_values()[:2]))
    assert len(short) == 2 and short[1] is first[0]
    assert m.forward(x)[3] is first[2]


@pytest.mark.parametrize(
    "input,gradOutput,text",
    [
        (lambda: tensor_sequence(3, 2, 2), lambda: table_of(tensor_sequence(3, 2, 2)), "since input is a Tensor"),
        (lambda: table_of(tensor_sequence(3, 2, 2)), lambda: tensor_sequence(3, 2, 2), "expecting gradOutput table"),
        (lambda: tensor_sequence(3, 2, 2), lambda: tensor_sequence(2, 2, 2), "as many elements as input"),
    ],
)
def test_gradients_must_match_the_input(input, gradOutput, text):
    m = nn.Sequencer(nn.Linear(2, 2))
    m.forward(input())
    with pytest.raises(TorchError, match=text):
        m.backward(input(), gradOutput())


def test_what_is_no_sequence():
    with pytest.raises(TorchError, match="expecting input table"):
        nn.Sequencer(nn.Linear(2, 2)).forward(3)
    with pytest.raises(TorchError, match="expecting nn.Module instance at arg 1"):
        nn.Sequencer(3)
    with pytest.raises(TorchError, match="Not Implemented"):
        nn.Sequencer(nn.Linear(2, 2)).accUpdateGradParameters(None, None, 1)


def test_both_directions():
    forward, backward = nn.GRU(2, 3), nn.GRU(2, 3)
    m = nn.BiSequencer(forward, backward, nn.JoinTable(1, 1))
    x = table_of(tensor_sequence(4, 2, 2))
    out = clone(m.forward(x))
    ahead = nn.Sequencer(forward.clone()).forward(x)
    behind = nn.Sequencer(backward.clone()).forward(Table(x.array_values()[::-1]))
    for t in range(1, 5):
        assert np.allclose(out[t].array, np.concatenate([ahead[t].array, behind[5 - t].array], 1))


def test_each_step_sees_all_others():
    m = nn.BiSequencerLM(nn.GRU(2, 3), nn.GRU(2, 3))
    x = table_of(tensor_sequence(4, 2, 2))
    out = clone(m.forward(x))
    x[2].fill(5)
    changed = m.forward(x)
    assert same(out[2], changed[2])
    assert all(not same(out[t], changed[t]) for t in (1, 3, 4))
    assert not out[1].array[:, :3].any() and not out[4].array[:, 3:].any()
    with pytest.raises(TorchError, match="at least 2 elements"):
        m.forward(Table([x[1]]))


@pytest.mark.parametrize("kind", ["BiSequencer", "BiSequencerLM", "Repeater"])
def test_gradients(kind):
    torch.manualSeed(2)
    recurrent = nn.FastLSTM(2, 2)
    m = nn.Repeater(recurrent, 3) if kind == "Repeater" else getattr(nn, kind)(recurrent, nn.LSTM(2, 2))
    x = torch.DoubleTensor(2, 2).normal() if kind == "Repeater" else table_of(tensor_sequence(3, 2, 2))
    m.zeroGradParameters()
    g = clone(m.forward(x))
    back = clone(m.backward(x, g))
    pairs = [*zip(arrays(x), arrays(back)), *zip(arrays(m.parameters()[0]), arrays(clone(gradients(m))))]
    for number, (value, gradient) in enumerate(pairs):
        direction = np.random.default_rng(number).standard_normal(value.shape)
        numeric = slope(m, x, g, value, direction)
        assert abs(numeric - float((gradient * direction).sum())) < 1e-6 * max(1, abs(numeric)), number


def test_attention_is_driven_by_rewards():
    rnn = nn.Recursor(nn.Sequential().add(nn.JoinTable(1, 1)).add(nn.GRU(4, 3)))
    action = nn.Sequential().add(nn.Linear(3, 2)).add(nn.ReinforceNormal(0.1))
    m = nn.RecurrentAttention(rnn, action, 3, [3])
    x = torch.DoubleTensor(2, 2).normal()
    m.zeroGradParameters()
    out = m.forward(x)
    assert len(out) == len(m.actions) == 3
    for part in (m.rnn, m.action):
        part.reinforce(torch.DoubleTensor([1, -1]))
    m.backward(x, Table([torch.DoubleTensor(2, 3).zero() for _ in range(3)]))
    assert gradients(m.action)[1].array.any()


def test_a_loss_a_step():
    x, y = tensor_sequence(3, 2, 2), tensor_sequence(3, 2, 2)
    mean = ((x.array - y.array) ** 2).mean((1, 2))
    c = nn.SequencerCriterion(nn.MSECriterion())
    assert c.forward(x, y) == pytest.approx(mean.sum()) and c.forward(table_of(x), table_of(y)) == pytest.approx(
        mean.sum()
    )
    averaged = nn.SequencerCriterion(nn.MSECriterion(), True)
    assert averaged.forward(x, y) == pytest.approx(mean.mean())
    assert np.allclose(averaged.backward(x, y).array * 3, c.backward(x, y).array)
    repeated = nn.RepeaterCriterion(nn.MSECriterion())
    assert repeated.forward(x, y.select(1, 1)) == pytest.approx(((x.array - y.array[0]) ** 2).mean((1, 2)).sum())
    assert repeated.backward(x, y.select(1, 1))._size == x._size
    with pytest.raises(TorchError, match="shouldn't decorate a ModuleCriterion"):
        nn.SequencerCriterion(nn.ModuleCriterion(nn.MSECriterion()))


def test_targets_that_are_numbers():
    c = nn.SequencerCriterion(nn.ClassNLLCriterion())
    x = tensor_sequence(3, 4)
    assert c.forward(x, torch.DoubleTensor([1, 4, 2])) == pytest.approx(-x.array[[0, 1, 2], [0, 3, 1]].sum())
