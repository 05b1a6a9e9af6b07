"""Export to .npz and .safetensors: which tensors, under which names, bit for bit."""

from __future__ import annotations

import json

import numpy as np
import pytest

import converter
from converter.export import ExportError, collect, export, npz, safetensors
from runtime import Table, UnknownObject, nn
from runtime.dtypes import DTYPES
from runtime.tensor import TENSORS

from ..paths import FIXTURES, real_file

READERS = {".npz": npz.read, ".safetensors": safetensors.read}


@pytest.fixture(params=READERS)
def suffix(request):
    if request.param == ".safetensors":
        pytest.importorskip("safetensors")
    return request.param


def written(obj, path, **options):
    return export(obj, path, **options), READERS[path.suffix](str(path))


def test_every_type(tmp_path, suffix):
    values = Table()
    for name, dtype in DTYPES.items():
        values[name] = TENSORS[name].wrap(np.arange(6).astype(dtype.numpy).reshape(2, 3))
        values[f"{name}0"] = TENSORS[name].empty(())
    report, found = written(values, tmp_path / f"x{suffix}")
    assert report.tensors == len(found) == 2 * len(DTYPES)
    for name, dtype in DTYPES.items():
        assert found[name].dtype == dtype.numpy and found[name].tolist() == [[0, 1, 2], [3, 4, 5]]
        assert found[f"{name}0"].shape == (0,)


def test_strided_nan_and_expanded(tmp_path, suffix):
    base = TENSORS["Float"].wrap(np.array([1, np.nan, -0.0, 4, 5, 6], np.float32))
    views = {"t": ((3, 2), (1, 3), 0), "gap": ((2,), (3,), 1), "wide": ((2, 3), (0, 0), 3)}
    values = Table({name: base.make(base._storage, at, size, step) for name, (size, step, at) in views.items()})
    _, found = written(values, tmp_path / f"x{suffix}")
    for name, tensor in values.items():
        assert found[name].tobytes() == tensor.array.tobytes()


def test_names_and_what_matters():
    inner = nn.Sequential().add(nn.Linear(2, 2)).add(nn.Tanh())
    model = nn.Sequential().add(inner).add(nn.Linear(2, 1))
    model.forward(TENSORS["Double"].wrap(np.ones((3, 2))))
    obj = Table({"model": model, "output": TENSORS["Double"].wrap(np.ones(2))})
    state = collect(obj)
    assert list(state.arrays) == [
        "model.modules.1.modules.1.bias",
        "model.modules.1.modules.1.weight",
        "model.modules.2.bias",
        "model.modules.2.weight",
        "output",
    ]
    every = collect(obj, everything=True).arrays
    assert "model.modules.2.gradWeight" in every and "model.output" in every
    assert list(collect(obj["output"]).arrays) == ["tensor"]


def test_shared_tensors_are_stored_once(tmp_path, suffix):
    one, two = nn.Linear(2, 2), nn.Linear(2, 2)
    two.weight = one.weight
    two.bias = one.bias.make(one.bias._storage, 0, one.bias._size, one.bias._stride)
    report, found = written(nn.Sequential().add(one).add(two), tmp_path / f"x{suffix}")
    assert set(found) == {"modules.1.weight", "modules.1.bias"}
    assert report.aliases == {"modules.2.weight": "modules.1.weight", "modules.2.bias": "modules.1.bias"}


def test_names_are_unique_and_printable(tmp_path, suffix):
    ones = np.ones(1)
    obj = Table(
        {"a": Table({"b": ones + 1}), "a.b": ones, "x/y": ones + 2, "\n\0": ones + 3, 7: ones + 4, "7": ones + 5}
    )
    obj[True] = ones + 6
    _, found = written(converter.loads(converter.dumps(obj)), tmp_path / f"x{suffix}")
    assert sorted(float(array[0]) for array in found.values()) == [1, 2, 3, 4, 5, 6, 7]
    assert {"a.b", "a.b#2", "x/y", "7", "7#2", "\\n\\x00", "True"} == set(found)


def test_metadata(tmp_path):
    library = pytest.importorskip("safetensors")
    path = tmp_path / "x.safetensors"
    obj = nn.Sequential().add(nn.Linear(2, 2))
    export(obj, path, source="model.t7")
    with library.safe_open(str(path), "np") as file:
        metadata = file.metadata()
    assert metadata["source"] == "model.t7" and metadata["typename"] == "nn.Sequential"
    assert json.loads(metadata["torch_types"])["modules.1.weight"] == "torch.DoubleTensor"


def test_errors(tmp_path, monkeypatch):
    with pytest.raises(ExportError, match="suffix must be one of .npz"):
        export(Table(), tmp_path / "x.h5")
    with pytest.raises(ExportError, match="no tensor to export"):
        export(Table({"a": 1}), tmp_path / "x.npz")
    huge = TENSORS["Double"].wrap(np.ones(1))
    with pytest.raises(ExportError, match="too large"):
        export(huge.make(huge._storage, 0, (2**40,), (0,)), tmp_path / "x.npz")
    monkeypatch.setattr(npz, "read", lambda path: {"tensor": np.zeros(1)})
    with pytest.raises(ExportError, match="does not read back"):
        export(huge, tmp_path / "x.npz")
    monkeypatch.setitem(__import__("sys").modules, "safetensors.numpy", None)
    with pytest.raises(ExportError, match=r"pip install luabridge\[export\]"):
        export(huge, tmp_path / "x.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_unknown_classes_are_reported(tmp_path):
    obj = UnknownObject(
        "my.Layer",
        1,
        {"weight": TENSORS["Float"].wrap(np.ones(2, np.float32)), "_eye": TENSORS["Float"].wrap(np.eye(2, dtype="f4"))},
    )
    report, found = written(obj, tmp_path / "x.npz")
    assert report.unknown == {"my.Layer": 1} and set(found) == {"weight", "_eye"}


def test_legacy_modules(tmp_path, suffix):
    _, found = written(converter.load(FIXTURES / "legacy" / "cudnn-net.t7"), tmp_path / f"x{suffix}")
    assert found["modules.1.weight"].dtype == np.float32


@pytest.mark.parametrize(
    "name, tensors",
    [
        ("apsvvfb+compress/model.t7", 5),
        ("szagoruyko+torch-opencv-demos/texture_nets/pollock.t7", 240),
        ("olavvatne+rnn_data/models/melodymodel1/melodymaker1.t7", 11),
    ],
)
def test_real_checkpoints(tmp_path, suffix, name, tensors):
    report, found = written(converter.load(real_file(name)), tmp_path / f"x{suffix}")
    assert report.tensors == len(found) == tensors
