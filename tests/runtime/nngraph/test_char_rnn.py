"""char-rnn checkpoints: docs/examples/char_rnn.py on a net made here, and on a real one."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from converter import load, save
from runtime import Table, nn, nngraph, torch

from ...paths import ROOT, real_file

SIZE, VOCABULARY = 6, 5


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("char_rnn", ROOT / "docs" / "examples" / "char_rnn.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lstm_step(one_hot: Any) -> Any:
    """One layer of char-rnn's LSTM, as a graph."""
    x, c0, h0 = nn.Identity()(), nn.Identity()(), nn.Identity()()
    from_x = nn.Linear(VOCABULARY, 4 * SIZE)(one_hot(x)).annotate(name="i2h_1")
    sums = nn.CAddTable()([from_x, nn.Linear(SIZE, 4 * SIZE)(h0)])
    i, f, o, g = nn.SplitTable(2)(nn.Reshape(4, SIZE)(sums)).split(4)
    i, f, o, g = nn.Sigmoid()(i), nn.Sigmoid()(f), nn.Sigmoid()(o), nn.Tanh()(g)
    c1 = nn.CAddTable()([nn.CMulTable()([f, c0]), nn.CMulTable()([i, g])])
    h1 = nn.CMulTable()([o, nn.Tanh()(c1)])
    return nn.gModule([x, c0, h0], [c1, h1, nn.LogSoftMax()(nn.Linear(SIZE, VOCABULARY)(h1))])


def expected_loss(net: Any, text: np.ndarray, batch: int, steps: int, first: int) -> float:
    """The same computation in plain numpy."""
    linear = [m for m in net.modules.array_values() if isinstance(m, nn.Linear)]
    weights = {m.weight.numpy().shape: (m.weight.numpy(), m.bias.numpy()) for m in linear}
    wx, bx = weights[(4 * SIZE, VOCABULARY)]
    wh, bh = weights[(4 * SIZE, SIZE)]
    wy, by = weights[(VOCABULARY, SIZE)]
    rows, targets = text.reshape(batch, -1) - 1, np.roll(text, -1).reshape(batch, -1) - 1
    c, h, losses = np.zeros((batch, SIZE)), np.zeros((batch, SIZE)), []
    for t in range(first * steps, rows.shape[1]):
        gates = np.eye(VOCABULARY)[rows[:, t]] @ wx.T + bx + h @ wh.T + bh
        i, f, o = (1 / (1 + np.exp(-gates[:, k * SIZE : (k + 1) * SIZE])) for k in range(3))
        c = f * c + i * np.tanh(gates[:, 3 * SIZE :])
        h = o * np.tanh(c)
        y = h @ wy.T + by
        y -= np.log(np.exp(y).sum(1, keepdims=True))
        losses.append(-y[np.arange(batch), targets[:, t]].mean())
    return float(np.mean(losses))


def test_a_small_checkpoint(example: ModuleType, tmp_path: Path) -> None:
    torch.manualSeed(1)
    net = lstm_step(example.OneHot(VOCABULARY))
    text = np.random.default_rng(2).integers(1, VOCABULARY + 1, 4 * 3 * 20).astype("u1")
    opt = {"batch_size": 4, "seq_length": 3, "train_frac": 0.9, "val_frac": 0.1, "num_layers": 1}
    opt.update(rnn_size=SIZE, model="lstm")
    protos = Table({"rnn": net, "criterion": nn.ClassNLLCriterion()})
    save(Table({"protos": protos, "opt": Table(opt), "val_loss": 0.0}), tmp_path / "checkpoint.t7")
    save(torch.from_numpy(text), tmp_path / "data.t7")
    checkpoint, data = load(tmp_path / "checkpoint.t7"), load(tmp_path / "data.t7").numpy()
    assert isinstance(checkpoint["protos"]["rnn"], nngraph.gModule)
    loss = example.validation_loss(checkpoint, data)
    assert loss == pytest.approx(expected_loss(net, text, 4, 3, 18), rel=1e-5)


@pytest.mark.slow
def test_the_real_checkpoint(example: ModuleType) -> None:
    folder = "olavvatne+rnn_data/models/melodymodel1"
    checkpoint = load(real_file(f"{folder}/melodymaker1.t7"))
    loss = example.validation_loss(checkpoint, load(real_file(f"{folder}/data.t7")).numpy())
    assert checkpoint["val_loss"] == pytest.approx(0.085477998, abs=1e-8)
    assert loss == pytest.approx(0.085478, abs=2e-6)
