"""A sequence through a net layer by layer gives what step by step gives."""

from __future__ import annotations

import pytest

from runtime import Table, TorchError, nn, torch
from runtime.copying import clone
from runtime.rnn.fused import stack

from .sequences import gradients, same, table_of, tensor_sequence


def net(*modules):
    made = nn.Sequential()
    for module in modules:
        made.add(module)
    return made


def plain_recurrent():
    return nn.Recurrent(2, nn.Linear(2, 2), nn.Linear(2, 2))


NETS = {
    "language model": lambda: net(nn.FastLSTM(3, 4), nn.Dropout(0.3), nn.GRU(4, 4), nn.Linear(4, 2), nn.LogSoftMax()),
    "nested": lambda: net(
        nn.Linear(3, 3), net(nn.LSTM(3, 2), nn.Tanh()), nn.Recurrent(2, nn.Linear(2, 2), nn.Linear(2, 2))
    ),
    "branches": lambda: net(nn.ConcatTable().add(nn.GRU(3, 2)).add(net(nn.GRU(3, 2), nn.Tanh())), nn.CAddTable()),
    "inner recursor": lambda: net(nn.Recursor(net(nn.Linear(3, 2), nn.LSTM(2, 2))), nn.Linear(2, 2)),
}


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("table", [False, True])
def test_same_as_step_by_step(name, table, monkeypatch):
    torch.manualSeed(3)
    x = tensor_sequence(5, 2, 3)
    whole = nn.Sequencer(NETS[name]())
    steps = whole.clone()
    x = table_of(x) if table else x
    seen = []
    for sequencer, allowed in ((whole, True), (steps, False)):
        if not allowed:
            monkeypatch.setattr(stack, "can_run", lambda module: False)
        results = []
        for round in range(3):
            torch.manualSeed(round)
            sequencer.zeroGradParameters()
            out = clone(sequencer.forward(x))
            results += [out, clone(sequencer.backward(x, out)), clone(gradients(sequencer))]
            sequencer.updateParameters(0.1)
        results += [sequencer.module.gradInputs, sequencer.module.output, Table([sequencer.module.gradInput])]
        sequencer.evaluate()
        results.append(clone(sequencer.forward(x)))
        seen.append(Table(results))
    assert same(*seen)


@pytest.mark.parametrize(
    "module",
    [
        net(nn.Linear(2, 2), nn.Tanh()),
        net(nn.LSTM(2, 2), nn.Dropout(0.5), nn.GRU(2, 2), nn.Dropout(0.5)),
        net(nn.LSTM(2, 2), nn.ReLU(True)),
        net(nn.LSTM(2, 2), type("Own", (nn.Identity,), {})()),
    ],
    ids=["nothing recurrent", "two of random numbers", "in place", "a class of one's own"],
)
def test_where_the_order_matters_it_is_kept(module):
    assert not stack.can_run(module)


def test_errors_name_the_layer():
    sequencer = nn.Sequencer(net(nn.LSTM(2, 2), nn.Linear(3, 2)))
    with pytest.raises(TorchError, match="In 2 module of nn.Sequential"):
        sequencer.forward(tensor_sequence(3, 2, 2))
    assert sequencer.module.step == 1
