"""nn.Serial: what files and clones hold in each mode; other modules take no notice of the mode."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from converter import load, save
from luabridge import Lua
from runtime import Table, TorchError, dpnn, nn, torch

from ...golden.replay import records


def make(tensortype: str | None = None) -> Any:
    torch.manualSeed(1)
    net = nn.Sequential().add(nn.Linear(4, 3)).add(nn.Tanh()).add(nn.Linear(3, 2))
    serial = nn.Serial(net, tensortype)
    x = torch.randn(5, 4)
    serial.zeroGradParameters()
    serial.backward(x, serial.forward(x))
    return serial


def stored(obj: Any) -> tuple[Any, int]:
    """The object after a trip through a file, and the size of the file."""
    buffer = io.BytesIO()
    save(obj, buffer)
    return load(io.BytesIO(buffer.getvalue())), len(buffer.getvalue())


def filled(serial: Any) -> tuple[bool, bool, bool]:
    """Whether outputs, gradients and weights are there."""
    layer = serial.modules[1].modules[1]
    return tuple([t.nElement() > 0 for t in (layer.output, layer.gradWeight, layer.weight)])  # type: ignore


@pytest.mark.usefixtures("active")
@pytest.mark.parametrize(
    ("mode", "expected"),
    [("heavySerial", (True, True, True)), ("mediumSerial", (False, True, True)), ("lightSerial", (False, False, True))],
)
def test_modes(mode: str, expected: tuple) -> None:
    serial = make()
    assert getattr(serial, mode)() is serial
    restored, size = stored(serial)
    assert filled(restored) == expected and filled(serial) == (True, True, True)
    assert filled(serial.clone()) == expected
    assert restored.modules[1].modules[1]._typename == "nn.Linear"
    assert (size < stored(make())[1]) == (mode != "heavySerial")
    x = torch.randn(2, 4)
    assert np.array_equal(restored.forward(x).array, serial.forward(x).array)
    again, same = stored(restored)
    assert same == size and filled(again) == expected


@pytest.mark.usefixtures("active")
def test_lists_of_classes_and_of_scripts() -> None:
    pool = nn.Serial(nn.SpatialMaxPooling(2, 2)).mediumSerial()
    pool.forward(torch.randn(1, 4, 4))
    assert stored(pool)[0].modules[1].indices.nElement() == 0
    serial = make().serialMode(["bias"])
    layer = stored(serial)[0].modules[1].modules[1]
    assert layer.bias.nElement() == 0 and layer.weight.nElement() == 12
    assert serial.modules[1].modules[3].dpnn_serialEmpty.array_values() == ["bias"]


@pytest.mark.usefixtures("active")
def test_state_is_shared_where_modules_are() -> None:
    layer = nn.Linear(2, 2)
    state = nn.Sequential().add(layer).add(layer).getSerialState()
    assert state["dpnn_typename"] == "nn.Sequential" and state["modules"][1] is state["modules"][2]
    assert state["modules"][1]["weight"] is layer.weight
    restored = stored(layer.Serial())[0]
    assert restored._typename == "nn.Serial" and restored.modules[1].weight.sum() == layer.weight.sum()


def test_files_hold_the_named_type_and_the_module_keeps_its_own() -> None:
    serial = make("torch.FloatTensor")
    restored = stored(serial)[0]
    assert restored.modules[1].modules[1].weight._typename == "torch.FloatTensor"
    assert serial.modules[1].modules[1].weight._typename == "torch.DoubleTensor"
    with pytest.raises(TorchError, match="tensortype"):
        nn.Serial(nn.Tanh(), "float")


def test_without_activation_everything_is_kept() -> None:
    assert filled(stored(make())[0]) == (True, True, True)


def test_recorded_objects_are_written_as_torch_wrote_them() -> None:
    found = [r["seen"]["module"] for r in records("dpnn") if r["seen"]["typename"] == "nn.Serial"]
    modules = [m for m in found if m is not None]
    assert len(modules) >= 3
    for module in modules:
        first = io.BytesIO()
        save(module, first)
        again = io.BytesIO()
        save(load(io.BytesIO(first.getvalue())), again)
        assert first.getvalue() == again.getvalue()
        assert load(io.BytesIO(first.getvalue())).dpnn_typename == "nn.Serial"


def test_lua_reads_and_writes_through_the_same_methods() -> None:
    lua = Lua()
    try:
        lua.execute(
            """
            require 'dpnn'
            local serial = nn.Serial(nn.Sequential():add(nn.Linear(3, 2))):lightSerial()
            serial:forward(torch.ones(3))
            local back = torch.deserialize(torch.serialize(serial))
            gradients, outputs = back:get(1):get(1).gradWeight:nElement(), back:get(1):get(1).output:nElement()
            kind, state = torch.type(back), serial:getSerialState().dpnn_typename
            """
        )
        assert [lua.globals[n] for n in ("gradients", "outputs", "kind", "state")] == [0, 0, "nn.Serial", "nn.Serial"]
    finally:
        dpnn.deactivate()


def test_tables_in_fields_keep_their_sharing() -> None:
    serial = make()
    shared = Table([torch.ones(2)])
    serial.modules[1].first, serial.modules[1].second = shared, shared
    net = stored(serial)[0].modules[1]
    assert net.first is net.second and net.first[1].sum() == 2
