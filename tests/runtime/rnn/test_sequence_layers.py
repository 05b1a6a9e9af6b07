"""SeqLSTM, SeqLSTMP, SeqGRU, SeqBRNN."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch
from runtime.copying import clone

from ..nn.gradients import gradient_errors
from .sequences import gradients, same, tensor_sequence

MAKERS = {
    "SeqLSTM": lambda: nn.SeqLSTM(3, 2),
    "SeqLSTMP": lambda: nn.SeqLSTMP(3, 4, 2),
    "SeqGRU": lambda: nn.SeqGRU(3, 2),
    "SeqBRNN": lambda: nn.SeqBRNN(3, 2),
}
NAMES = tuple(MAKERS)


def made(name):
    torch.manualSeed(7)
    return MAKERS[name]()


@pytest.mark.parametrize("name", NAMES)
def test_gradients(name):
    errors = gradient_errors(made(name), tensor_sequence(4, 3, 3))
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("name,states", [("SeqLSTM", 1), ("SeqLSTM", 2), ("SeqGRU", 1)])
def test_gradients_of_given_states(name, states):
    given = Table([*[torch.DoubleTensor(3, 2).normal() for _ in range(states)], tensor_sequence(4, 3, 3)])
    errors = gradient_errors(made(name), given)
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("name", NAMES[:3])
def test_batch_first_is_the_same_transposed(name):
    m, other = made(name), made(name)
    other.batchfirst = True
    x, g = tensor_sequence(4, 3, 3), tensor_sequence(4, 3, 2)
    out, back = m.forward(x), m.backward(x, g)
    assert same(other.forward(x.transpose(1, 2)).transpose(1, 2), out)
    assert same(other.backward(x.transpose(1, 2), g.transpose(1, 2)).transpose(1, 2), back)


@pytest.mark.parametrize("name", NAMES[:3])
def test_padding_starts_anew(name):
    m = made(name)
    m.maskZero()
    x = tensor_sequence(5, 2, 3)
    x.array[2, 0] = 0
    out = m.forward(x).clone()
    assert not out.array[2, 0].any() and out.array[2, 1].any()
    fresh = made(name).forward(x.narrow(1, 4, 2))
    assert np.allclose(out.array[3:, 0], fresh.array[:, 0]) and not np.allclose(out.array[3:, 1], fresh.array[:, 1])
    g = tensor_sequence(5, 2, 2)
    assert not m.backward(x, g).array[2, 0].any()


@pytest.mark.parametrize("name", NAMES[:3])
def test_remembers(name):
    m, whole = made(name).remember(), made(name)
    x = tensor_sequence(6, 2, 3)
    wanted = whole.forward(x)
    parts = [m.forward(x.narrow(1, 1, 4)).clone(), m.forward(x.narrow(1, 5, 2)).clone()]
    assert np.allclose(np.concatenate([part.array for part in parts]), wanted.array)
    with pytest.raises(TorchError, match="batch sizes must be"):
        m.forward(tensor_sequence(2, 3, 3))
    m.clearState()
    with pytest.raises(TorchError, match="forget"):
        m.forward(x)
    m.forget()
    assert same(m.forward(x), wanted)
    m.evaluate()
    assert same(m.forward(x), wanted)  # evaluation starts anew


def test_remember_knows_its_words():
    m = nn.SeqGRU(2, 2)
    with pytest.raises(TorchError, match="unrecognized value for remember : never"):
        m.remember("never")
    assert m._remember == "never"


@pytest.mark.parametrize("name", NAMES[:3])
def test_lengths_and_batches_change(name):
    m = made(name)
    for steps, batch in ((6, 4), (2, 4), (5, 1), (1, 3), (6, 2)):
        x, g = tensor_sequence(steps, batch, 3), tensor_sequence(steps, batch, 2)
        m.zeroGradParameters()
        results = m.forward(x), m.backward(x, g), gradients(m)
        fresh = made(name)
        fresh.zeroGradParameters()
        for mine, wanted in zip(results, (fresh.forward(x), fresh.backward(x, g), gradients(fresh))):
            assert same(mine, wanted)


@pytest.mark.parametrize("name", NAMES[:3])
def test_states_and_gradients_pass_between_layers(name):
    first, second, whole = made(name), made(name), made(name)
    x, g = tensor_sequence(5, 2, 3), tensor_sequence(5, 2, 2)
    for m in (first, second, whole):
        m.zeroGradParameters()
    out = first.forward(x.narrow(1, 1, 3))
    second.userPrevOutput = out.select(1, 3).clone()
    if name != "SeqGRU":
        second.userPrevCell = first.cell.select(1, 3).clone()
    second.forward(x.narrow(1, 4, 2))
    assert second.userPrevOutput is None
    back = second.backward(x.narrow(1, 4, 2), g.narrow(1, 4, 2)).clone()
    first.gradPrevOutput = second.userGradPrevOutput.clone()
    if name != "SeqGRU":
        first.userNextGradCell = second.userGradPrevCell.clone()
    before = first.backward(x.narrow(1, 1, 3), g.narrow(1, 1, 3))
    whole.forward(x)
    assert np.allclose(whole.backward(x, g).array, np.concatenate([before.array, back.array]))


@pytest.mark.parametrize("name,kind", [("SeqLSTM", "toFastLSTM"), ("SeqGRU", "toGRU")])
def test_as_step_modules(name, kind):
    m = made(name)
    m.bias.normal()
    x = tensor_sequence(4, 2, 3)
    m.zeroGradParameters()
    out = m.forward(x)
    m.backward(x, out)
    steps = nn.Sequencer(getattr(m, kind)())
    kept = clone(gradients(steps))
    assert same(steps.forward(x), out)
    steps.zeroGradParameters()
    steps.backward(x, out)
    assert same(gradients(steps), kept)


@pytest.mark.parametrize(
    "wrong,text",
    [
        (lambda: torch.DoubleTensor(2, 3), "Only supports batch mode"),
        (lambda: Table([torch.DoubleTensor(2, 2)]), "invalid input"),
        (lambda: Table([torch.DoubleTensor(3, 2), tensor_sequence(4, 2, 3)]), "assertion failed"),
        (lambda: tensor_sequence(4, 2, 4), "assertion failed"),
    ],
)
@pytest.mark.parametrize("name", NAMES[:3])
def test_wrong_input(name, wrong, text):
    with pytest.raises(TorchError, match=text):
        made(name).forward(wrong())


@pytest.mark.parametrize("name", NAMES[:3])
def test_scale_must_be_one(name):
    m, x = made(name), tensor_sequence(2, 1, 3)
    m.forward(x)
    with pytest.raises(TorchError, match="must have scale=1"):
        m.backward(x, tensor_sequence(2, 1, 2), 0.5)


def test_projection_needs_three_sizes():
    with pytest.raises(TorchError, match="Expecting input, hidden and output size"):
        nn.SeqLSTMP(2, 3)


@pytest.mark.parametrize("name", NAMES[:3])
def test_helpers_of_subclasses(name):
    m = made(name)
    m.batchfirst = True
    x = tensor_sequence(2, 4, 3)
    *states, shown, grad = m._prepare_size(x)
    assert set(states) == {None} and shown._size == (4, 2, 3) and grad is None
    output = Table([tensor_sequence(3, 2, 1), torch.DoubleTensor(3, 2).fill(1)])
    m.recursiveMask(output, torch.ByteTensor([0, 1, 0]))
    assert output[1].array.any((1, 2)).tolist() == output[2].array.any(1).tolist() == [True, False, True]
