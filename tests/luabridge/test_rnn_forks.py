"""Both packages called rnn in Lua: what `require 'rnn'` means, and objects of the other package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import converter
from luabridge import Lua
from runtime import dpnn, forks, rnn, torch
from runtime.rnn import v2

USE = """
    local file, steps = ...
    require 'rnn'
    local net = torch.load(file)
    local x = torch.randn(steps, 2, 3)
    local y = net:forward(x)
    local dx = net:backward(x, y)
    return torch.type(net), torch.type(net:get(1)), dx:size(1), torch.isTypeOf(net, 'nn.AbstractSequencer')
"""


@pytest.fixture(params=[None, "v2"])
def fork(request: pytest.FixtureRequest) -> Iterator[str | None]:
    forks.use(request.param)
    yield request.param
    rnn.deactivate()
    dpnn.deactivate()
    forks.use(None)


@pytest.mark.parametrize("package", [rnn, v2])
def test_objects_of_either_package_run(fork: str | None, package: object, tmp_path: Path) -> None:
    net = package.Sequencer(package.FastLSTM(3, 2))  # type: ignore[attr-defined]
    path = str(tmp_path / "net.t7")
    converter.save(net, path)
    assert Lua().execute(USE, path, 4) == ("nn.Sequencer", "nn.FastLSTM", 4, True)
    loaded = converter.load(path)
    assert type(loaded) is type(net)
    x = torch.randn(3, 2, 3)
    assert abs(loaded.forward(x).numpy() - net.forward(x).numpy()).max() < 1e-12


def test_names(fork: str | None) -> None:
    lua = Lua()
    lua.execute("require 'rnn'")
    found = lua.execute(
        "return rnn.version, nn.RecLSTM ~= nil, nn.Recurrent ~= nil, nn.Sequencer(nn.GRU(2, 2)).module ~= nil,"
        " nn.utils.setZeroMask ~= nil, torch.getBuffer ~= nil, nn.CopyGrad ~= nil"
    )
    if fork == "v2":
        assert found == (2.7, True, False, False, True, True, True)
    else:
        assert found == (2.1, False, True, True, False, False, True)


def test_a_state_may_lack_the_output(fork: str | None) -> None:
    lua = Lua()
    lua.execute("require 'rnn'")
    found = lua.execute("""
        local m = nn.Recurrence(nn.Sequential():add(nn.JoinTable(1, 1)):add(nn.Linear(7, 4)), 4, 1)
        m:setGradHiddenState(3, {nil, false})
        m:setHiddenState(2, {nil, false})
        return m.gradOutputs[3], m.outputs[2]
    """)
    assert found == (None, None)
    if fork == "v2":
        found = lua.execute("""
            local m = nn.RecLSTM(3, 4)
            m:setHiddenState(2, {nil, torch.zeros(2, 4)})
            m:setGradHiddenState(2, {nil, torch.zeros(2, 4)})
            return m.outputs[2], m.cells[2]:dim(), m.gradOutputs[2], m.gradCells[2]:dim()
        """)
        assert found == (None, 2, None, 2)


def test_scripts_may_take_names_of_the_other_package() -> None:
    lua = Lua()
    source = """
        require 'rnn'
        local Step = torch.class('nn.StepLSTM', 'nn.Module')
        function Step:updateOutput(x) return x * 2 end
        return nn.StepLSTM():forward(torch.ones(2)):sum(), torch.type(nn.StepLSTM())
    """
    try:
        assert lua.execute(source) == (4, "nn.StepLSTM")
    finally:
        forks.registry.forget("nn.StepLSTM")


def test_masks_reach_loaded_objects_of_torch_rnn(tmp_path: Path) -> None:
    """Although Element-Research's rnn, which has no zero masks, is in use."""
    net = v2.Sequencer(v2.RecGRU(3, 2).maskZero())
    path = str(tmp_path / "net.t7")
    converter.save(net, path)
    source = """
        require 'rnn'
        local net = nn.Sequential():add(torch.load(...))
        net:setZeroMask(torch.ByteTensor{{0, 1}, {0, 0}})
        return net:forward(torch.randn(2, 2, 3))[1][2]:abs():sum()
    """
    assert Lua().execute(source, path) == 0


MEASURES = """
    require 'rnn'
    local a, b = {1, 2, 3, 2, 3, 4}, {2, 3, 4, 1}
    return nn.get_bleu(a, b, 2), nn.get_rougeN(a, b, 2), nn.get_rougeS({'a', 'b', 'c'}, {'a', 'c', 'd'})
"""


def test_measures() -> None:
    forks.use("v2")
    try:
        bleu, rouge_n, rouge_s = Lua().execute(MEASURES)
    finally:
        rnn.deactivate()
        dpnn.deactivate()
        forks.use(None)
    # 4 of 6 tokens, 2 of 5 pairs; 2 of 3 pairs of the reference; one pair of three both ways
    assert bleu == pytest.approx((4 / 6 * 2 / 5) ** 0.5)
    assert rouge_n == pytest.approx(2 / 3)
    assert rouge_s == pytest.approx(1 / 3, abs=1e-6)


SUBCLASS = """
    require 'rnn'
    local name, make = ...
    local Mine, parent = torch.class('nn.Mine' .. name, 'nn.' .. name)
    local calls = 0
    for _, method in ipairs {'_updateOutput', '_updateGradInput', '_accGradParameters'} do
       Mine[method] = function(...) calls = calls + 1 return parent[method](...) end
    end
    local net, x = nn.Sequencer(loadstring('return ' .. make)()), torch.randn(3, 2, 2)
    net:backward(x, net:forward(x))
    return calls
"""


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("RecLSTM", "2, 2"), ("RecGRU", "2, 2"), ("GRU", "2, 2"), ("Recursor", "nn.Linear(2, 2)"), ("LinearRNN", "2, 2")],
)
def test_scripts_replace_steps(name: str, arguments: str) -> None:
    forks.use("v2")
    try:
        assert Lua().execute(SUBCLASS, name, f"nn.Mine{name}({arguments})") == 9
    finally:
        rnn.deactivate()
        dpnn.deactivate()
        forks.registry.forget(f"nn.Mine{name}")
        forks.use(None)
