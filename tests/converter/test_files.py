"""Files that Torch7 wrote: they load, and come back byte for byte."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import numpy as np
import pytest

import converter
from converter import Encoding
from converter.t7.classes import lookup_data
from runtime.objects import LuaFunction, UnknownObject
from runtime.table import Table
from runtime.tensor.core import TensorCore

from ..paths import FIXTURES, SHARED, real_file

LEGACY = FIXTURES / "legacy"
with open(LEGACY / "legacy.tsv", newline="", encoding="utf-8") as manifest:
    ROWS = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
EXPECTED = sorted(LEGACY.glob("*.expect.t7"))
REAL = sorted(
    path for path in (SHARED / "t7").rglob("*") if path.is_file() and path.suffix in (".t7", ".net", ".ascii", ".txt")
)


def rewritten(path: Path, **options) -> bytes:
    file = converter.read(path, every=True, **options)
    buffer = io.BytesIO()
    converter.save_all(file.objects, buffer, encoding=file.encoding, separate=file.separate)
    return buffer.getvalue()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_legacy_file_is_recognised_and_written_back(row):
    path = LEGACY / row["file"]
    file = converter.read(path, every=True)
    ascii = row["mode"] == "ascii"
    assert file.encoding == Encoding(ascii, 8 if ascii else int(row["longSize"]), row["bigEndian"] == "true")
    assert len(file.objects) == int(row["count"])
    assert rewritten(path) == path.read_bytes()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_legacy_file_without_any_class_is_written_back(row):
    path = LEGACY / row["file"]
    assert rewritten(path, resolve=lookup_data) == path.read_bytes()


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name)
def test_modern_file_is_written_back(path):
    assert rewritten(path) == path.read_bytes()


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_file_loads_and_is_written_back(path):
    again = rewritten(path)
    if path.name == "face.net.ascii":  # written by a Torch that printed fewer digits
        one, other = converter.load(path), converter.loads(again)
        assert np.array_equal(one.modules[2].weight.numpy(), other.modules[2].weight.numpy())
    else:
        assert again == path.read_bytes()


def test_an_upgraded_object_that_was_changed_is_written_in_the_modern_form():
    model = converter.load(LEGACY / "cudnn-relu.t7")
    assert b"cudnn.ReLU" in converter.dumps(model)
    model.inplace = not model.inplace
    data = converter.dumps(model)
    assert b"cudnn.ReLU" not in data and b"nn.ReLU" in data


def test_a_changed_weight_is_written_into_the_original_form():
    model = converter.load(LEGACY / "cudnn-conv-old.t7")
    model.weight.fill(7)
    again = converter.load(converter.dumps(model))
    assert (again.weight.numpy() == 7).all()


def test_an_upgraded_tensor_changed_in_place_is_not_lost():
    model = converter.load(LEGACY / "nn-batchnorm-v1.t7")
    if isinstance(model, UnknownObject):
        pytest.skip("nn.BatchNormalization is not there yet")
    assert b"running_std" in converter.dumps(model)
    model.running_var.fill(3)
    again = converter.load(converter.dumps(model))
    assert (again.running_var.numpy() == 3).all()


@pytest.mark.parametrize("name", ["function", "function-type7", "function-type6"])
@pytest.mark.parametrize("suffix", [".t7", ".ascii.t7"])
def test_functions_are_kept_as_bytes(name, suffix):
    function = converter.load(LEGACY / f"{name}{suffix}")["f"]
    assert isinstance(function, LuaFunction)
    assert function.code.startswith(b"\x1bLJ")
    assert isinstance(function.upvalues, Table)
    with pytest.raises(RuntimeError, match="LuaJIT bytecode"):
        function()


def test_files_that_were_written_after_each_other():
    """Objects of several files in one: each counts its objects from 1."""
    parts = [Table([1, Table()]), Table([2, Table([3])]), "x", Table([4])]
    data = b"".join(converter.dumps(part) for part in parts)
    file = converter.read(data, every=True)
    assert file.separate
    assert [part if isinstance(part, str) else part[1] for part in file.objects] == [1, 2, "x", 4]
    buffer = io.BytesIO()
    converter.save_all(file.objects, buffer, separate=True)
    assert buffer.getvalue() == data


def test_overrides():
    data = (LEGACY / "types-long4.t7").read_bytes()
    assert converter.read(data, long_size=4).encoding.long_size == 4
    with pytest.raises(converter.T7Error):
        converter.read(data, long_size=8)
    with pytest.raises(converter.T7Error):
        converter.read(data, ascii=True)
    with pytest.raises(converter.T7Error):
        converter.read((LEGACY / "types-bigendian.t7").read_bytes(), big_endian=False)


def test_numbers():
    values = [0.0, -0.0, 1.0, -5.0, 2.0**53, 1e300, 0.5, math.inf, -math.inf, math.nan]
    found = converter.loads(converter.dumps(values)).array_values()
    assert [type(v) for v in found] == [int, float, int, int, int, float, float, float, float, float]
    assert math.copysign(1, found[1]) == -1 and found[-1] != found[-1]


def test_nan_payload_is_kept():
    bits = np.array([0x7FF8000000001234], np.uint64)
    data = converter.dumps(float(bits.view(np.float64)[0]))
    assert converter.dumps(converter.loads(data)) == data
    assert data[4:] == bits.tobytes()


def test_a_table_of_fields_that_is_referred_to_elsewhere():
    """Torch writes fields as a fresh table; a class with a `write` of its own may share one."""
    head = b"\x03\0\0\0\x01\0\0\0\x02\0\0\0" + b"\x02\0\0\0\x01\0\0\0a" + b"\x04\0\0\0\x02\0\0\0"
    name = b"\x03\0\0\0V 1\x03\0\0\0m.C"
    fields = b"\x03\0\0\0\x03\0\0\0\x01\0\0\0" + b"\x02\0\0\0\x01\0\0\0k" + b"\x05\0\0\0\x01\0\0\0"
    data = head + name + fields + b"\x02\0\0\0\x01\0\0\0b" + b"\x03\0\0\0\x03\0\0\0"
    loaded = converter.loads(data)
    assert vars(loaded["a"]) == {"k": True} and loaded["b"]["k"] is True
    assert converter.dumps(loaded) == data


def test_torchfile_reads_the_same_numbers():
    torchfile = pytest.importorskip("torchfile")
    path = real_file("tuotuoxp+cpp-torch/example/basic/net.t7")
    ours, theirs = converter.load(path), torchfile.load(str(path))
    assert np.array_equal(ours.weight.numpy(), theirs[b"weight"])
    assert np.array_equal(ours.bias.numpy(), theirs[b"bias"])


def test_torchfile_reads_what_is_written(tmp_path):
    torchfile = pytest.importorskip("torchfile")
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    converter.save({"a": array, "n": 5, "s": "text"}, tmp_path / "x.t7")
    found = torchfile.load(str(tmp_path / "x.t7"))
    assert np.array_equal(found[b"a"], array) and found[b"n"] == 5 and found[b"s"] == b"text"


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("shift", range(8))
def test_large_storages_are_exact_at_every_alignment(tmp_path, shift, mapped):
    """Aligned ones are views of the mapped file, others are read: both writable, neither in the file."""
    path = tmp_path / "large.t7"
    arrays = {"d": np.arange(600_000, dtype=np.float64), "f": np.arange(200_000, dtype=np.float32)}
    converter.save(["x" * shift, *arrays.values()], path)
    before = path.read_bytes()
    found = converter.load(path, mapped=mapped).array_values()
    for want, tensor in zip(arrays.values(), found[1:]):
        assert np.array_equal(tensor.array, want)
        assert tensor.array.flags.writeable and tensor.array.flags.aligned
        tensor.array[:] = -1
    assert path.read_bytes() == before


@pytest.mark.parametrize("encoding", [Encoding(big_endian=True), Encoding(long_size=4), Encoding(ascii=True)])
def test_large_storages_in_other_encodings(tmp_path, encoding):
    path = tmp_path / "large.t7"
    longs = np.arange(700_000, dtype=np.int64) * 3 - 5
    floats = np.linspace(0, 1, 300_000, dtype=np.float32)
    converter.save([longs, floats], path, encoding=encoding)
    file = converter.read(path)
    assert file.encoding == encoding
    assert np.array_equal(file.object[1].array, longs) and np.array_equal(file.object[2].array, floats)
    assert all(isinstance(tensor, TensorCore) for tensor in file.object.values())
