"""Two packages called rnn in one process: which one names mean, and which class an object in a file is of."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from converter import load, save
from runtime import Table, TorchError, forks, nn, registry, rnn, torch
from runtime.objects import TorchObject
from runtime.rnn import v2
from runtime.tensor import ByteTensor

from ....paths import FIXTURES

PAIRS = [(cls, other) for cls, (other, _) in registry._namesakes.items() if registry.fork_of(cls) == "v2"]


def everything(value: Any) -> list[Any]:
    """All objects in a value, itself included."""
    found, todo, seen = [], [value], set()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        found.append(one)
        todo += one.values() if isinstance(one, Table) else vars(one).values() if isinstance(one, TorchObject) else ()
    return found


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0]._typename)
def test_an_object_can_turn_out_to_be_of_the_other_class(pair: tuple[type, type]) -> None:
    for cls, other in (pair, pair[::-1]):
        made = cls.__new__(cls)
        made.__class__ = other
        assert type(made) is other


@pytest.mark.parametrize("use", [None, "v2"])
def test_objects_in_files_tell_their_package(use: str | None) -> None:
    """Whatever is in use, in Torch7's own files of both."""
    ambiguous = {cls._typename for pair in PAIRS for cls in pair}  # type: ignore[attr-defined]
    forks.use(use)
    try:
        for name, wanted in (("rnn", None), ("rnn_v2", "v2")):
            modules = [
                record["seen"].get("module") for record in load(FIXTURES / "golden" / f"{name}.t7").array_values()
            ]
            objects = [one for one in everything(Table(modules)) if getattr(one, "_typename", None) in ambiguous]
            assert len(objects) > 50
            assert {registry.fork_of(type(one)) for one in objects} == {wanted}
    finally:
        forks.use(None)


@pytest.mark.parametrize("name", ["rnn", "rnn_v2"])
def test_files_of_both_are_written_back_the_same(name: str) -> None:
    path, copy = FIXTURES / "golden" / f"{name}.t7", io.BytesIO()
    save(load(path), copy)
    assert copy.getvalue() == path.read_bytes()


def test_names_mean_the_package_in_use(in_use: None) -> None:
    assert nn.Sequencer is v2.Sequencer
    assert nn.SeqLSTM is v2.SeqLSTM
    assert nn.ArgMax().nInputDim == 1
    forks.use(None)
    assert nn.Sequencer is rnn.Sequencer
    assert nn.ArgMax().nInputDim == 9999
    assert nn.RecLSTM is v2.RecLSTM  # there is only one


def test_both_run_side_by_side() -> None:
    x = torch.randn(4, 2, 3)
    older, newer = rnn.Sequencer(rnn.GRU(3, 2)), v2.Sequencer(v2.RecGRU(3, 2))
    for net in (older, newer):
        assert net._typename == "nn.Sequencer"
        assert net.forward(x)._size == (4, 2, 2)
        assert net.backward(x, net.output)._size == (4, 2, 3)
    assert older.module.rho == 4
    assert newer.modules[1].seqlen == 4


@pytest.mark.parametrize(("value", "expected"), [("v2", "v2"), ("", "rnn"), ("v1", "rnn")])
def test_environment(value: str, expected: str) -> None:
    code = "from runtime import nn; print(nn.Sequencer.__module__)"
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, env={**os.environ, "LUABRIDGE_RNN": value}, capture_output=True, text=True, check=True)
    assert (".v2." in done.stdout) == (expected == "v2")


def test_environment_with_another_word() -> None:
    run = [sys.executable, "-c", "import runtime"]
    done = subprocess.run(run, env={**os.environ, "LUABRIDGE_RNN": "v3"}, capture_output=True, text=True)
    assert done.returncode != 0
    assert "LUABRIDGE_RNN=v3: expected 'v2'" in done.stderr


@pytest.mark.parametrize(
    "make", [lambda: rnn.GRU(2, 2), lambda: rnn.SeqLSTM(2, 2), lambda: rnn.MaskZero(nn.Linear(2, 2), 1)]
)
def test_masks_are_not_lost_on_older_objects(make: Callable[[], Any]) -> None:
    with pytest.raises(TorchError, match="masks by zeros in the input"):
        make().setZeroMask(ByteTensor(2, 2))
