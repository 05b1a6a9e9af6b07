"""The examples do what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import luabridge
from docs.examples import graph_net
from runtime import torch


def test_graph_net_learns_and_survives_a_file(tmp_path: Path, capsys: Any) -> None:
    torch.manualSeed(1)
    net = graph_net.make_net(2, 16, 2)
    assert 'label="hidden' in net.fg.todot() and "color=red" in net.fg.todot()
    loader = graph_net.points(200)
    assert graph_net.train(net, loader, 20) > 0.9
    assert "[class: outside]" in capsys.readouterr().out
    luabridge.save(net, tmp_path / "net.t7")
    again = luabridge.load(tmp_path / "net.t7")
    assert (again.forward(loader.inputs) - net.output).abs().max() == 0
