"""Inspection shows what is in a file without making objects of its classes."""

from __future__ import annotations

import json

import numpy as np
import pytest

import converter
from converter.inspect import inspect
from converter.paths import PathError, find
from converter.render import text
from runtime import Table, TorchObject, UnknownObject, nn, register, registry

from ..paths import FIXTURES, real_file

LEGACY = FIXTURES / "legacy"


def shown(obj, **options) -> str:
    return text(inspect(converter.dumps(obj), **options)).split("\n", 1)[1]


def test_values_of_all_kinds():
    obj = Table({"n": 1.5, "s": 'a "b"\n', "t": True, "e": Table(), "l": [1, 2], "x": np.arange(8.0).reshape(2, 4)})
    obj[3] = "three"
    obj["long"] = "z" * 300
    assert shown(obj) == "\n".join(
        [
            "table of 8 entries",
            '  3: "three"',
            "  e: {}",
            "  l: {1, 2}",
            f'  long: "{"z" * 80}"... (300 characters)',
            "  n: 1.5",
            '  s: "a \\"b\\"\\n"',
            "  t: true",
            "  x: torch.DoubleTensor 2x4  [0, 1, 2, 3, ...]",
        ]
    )


def test_module_tree():
    model = nn.Sequential().add(nn.Linear(3, 2)).add(nn.Tanh()).add(nn.Sequential().add(nn.Linear(2, 1, False)))
    assert shown({"model": model}) == "\n".join(
        [
            "table of 1 entry",
            "  model: nn.Sequential  10 parameters",
            "    1: nn.Linear  weight 2x3, bias 2",
            "    2: nn.Tanh",
            "    3: nn.Sequential  2 parameters",
            "      1: nn.Linear  weight 1x2",
        ]
    )
    alone = shown(model, path="modules.1")
    assert "nn.Linear  8 parameters" in alone and "  weight: torch.DoubleTensor 2x3  [" in alone
    assert "gradWeight" in alone


def test_shared_and_cyclic_parts():
    inner = Table([np.zeros(2)])
    obj = Table({"a": inner, "b": inner})
    obj["self"] = obj
    lines = shown(obj).split("\n")
    assert "  b: table, the same as a" in lines
    assert "  self: table, the same as the whole object" in lines
    key = Table()
    key[key] = key
    assert "[table, the same as the whole object]" in shown(key)


def test_several_objects_and_unknown_classes():
    summary = inspect(LEGACY / "several.t7")
    assert len(summary["objects"]) == 5
    assert "[2] 3.25" in text(summary)
    whole = text(inspect(LEGACY / "unknown-class.t7"))
    assert "my.Own.Class" in whole and "Classes that luabridge does not have: my.Own.Class (1)" in whole


def test_no_class_of_the_file_is_made():
    def explode(*args):
        raise AssertionError

    @register("test.Explodes")
    class Explodes(TorchObject):
        __init__ = _upgrade = read_t7 = read = __new__ = explode

    try:
        whole = text(inspect(converter.dumps(UnknownObject("test.Explodes", 1, {"x": 1}))))
    finally:
        del registry._classes["test.Explodes"]
    assert "test.Explodes(x=1)" in whole


@pytest.mark.parametrize("path", sorted(LEGACY.glob("*.t7")), ids=lambda path: path.name)
def test_every_legacy_file_can_be_shown(path):
    summary = inspect(path)
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert text(summary) and text(summary, whole=True)


def test_deep_and_wide_objects_are_cut():
    deep = Table()
    for _ in range(3000):
        deep = Table([deep])
    assert len(json.dumps(inspect(converter.dumps(deep)))) < 20_000
    assert shown(list(range(3000))).startswith("list of 3000: {0, 1, 2,")
    lines = shown({i: [i, {}] for i in range(100)}).split("\n")
    assert lines[-1] == "  ... and 76 more" and len(lines) < 120


def test_nothing_is_copied_from_a_large_file(tmp_path):
    path = tmp_path / "large.t7"
    converter.save({"x": np.arange(2_000_000, dtype=np.float32), "y": np.ones((1000, 1000))}, path)
    whole = text(inspect(path))
    assert (
        "x: torch.FloatTensor 2000000  [0, 1, 2, 3, 4, 5, ...]" in whole and "y: torch.DoubleTensor 1000x1000" in whole
    )


def test_bytes_behind_the_last_object_are_mentioned():
    summary = inspect(converter.dumps(5) + b"\x09junk")
    assert summary["trailing_bytes"] == 5 and "5 bytes follow the last object" in text(summary)


def test_a_checkpoint():
    path = real_file("olavvatne+rnn_data/models/melodymodel1/melodymaker1.t7")
    whole = text(inspect(path))
    assert "  val_loss: 0.085478" in whole and "rnn: nn.gModule(nInputs=5, verbose=false)  255,064 parameters" in whole
    assert "weight: torch.CudaTensor 512x88" in text(inspect(path, path="protos.rnn.modules.3"))


def test_find():
    model = nn.Sequential().add(nn.Linear(3, 2)).add(nn.Tanh())
    obj = Table({"protos": {"rnn.v1": [10, Table({"x": 7})]}, "model": model, 5: "five"})
    obj = converter.loads(converter.dumps(obj))
    assert find(obj, "") is obj and find(obj, None) is obj
    assert find(obj, "protos.rnn.v1.2.x") == 7
    assert find(obj, "5") == "five"
    assert find(obj, "model.1.weight") is obj["model"].modules[1].weight
    assert find(obj, "model.modules.1.bias") is obj["model"].modules[1].bias
    with pytest.raises(PathError, match="no 'rnn' in model: it has 1, 2"):
        find(obj, "model.rnn")
    with pytest.raises(PathError, match="it is a number"):
        find(obj, "protos.rnn.v1.1.y")
    assert converter.load(converter.dumps(obj), path="protos.rnn.v1.1") == 10
