"""Whole objects in files, beside other values and by reference."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import converter
from converter import T7Error
from converter.file import DiskFile, MemoryFile, use_bridge
from runtime import LuaFunction, Table, TorchObject, nn, register, registry, torch
from runtime.errors import TorchError

from ...paths import FIXTURES

LEGACY = FIXTURES / "legacy"
with open(LEGACY / "legacy.tsv", newline="", encoding="utf-8") as manifest:
    ROWS = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))


def spelled(file, ascii: bool):
    return file.ascii() if ascii else file.binary()


@pytest.mark.parametrize("ascii", [False, True])
def test_same_bytes_as_save(file, ascii):
    model = nn.Sequential().add(nn.Linear(3, 4)).add(nn.Tanh())
    value = Table({"model": model, "again": model, "list": Table([1, "two", True]), 1.5: torch.IntTensor([7, 8])})
    spelled(file, ascii).writeObject(value)
    assert file.seek(1).readString("*a").encode("latin-1") == converter.dumps(value, ascii=ascii)
    back = file.seek(1).readObject()
    assert repr(back["model"]) == repr(model) and back["again"] is back["model"]
    assert np.array_equal(back["model"].get(1).weight.array, model.get(1).weight.array)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_files_of_torch7(row, tmp_path):
    if row.get("separate") == "true":
        pytest.skip("several files in one")
    path = LEGACY / row["file"]
    count = int(row["count"])
    files = DiskFile(str(path)), DiskFile(str(tmp_path / "copy"), "w")
    for file in files:
        spelled(file, row["mode"] == "ascii")
        if row["mode"] != "ascii":
            file.longSize(int(row["longSize"]))
            file.bigEndianEncoding() if row["bigEndian"] == "true" else file.littleEndianEncoding()
    for _ in range(count):
        files[1].writeObject(files[0].readObject())
    assert files[0].position() == path.stat().st_size + 1
    files[1].close()
    assert (tmp_path / "copy").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("ascii", [False, True])
def test_objects_among_numbers(file, ascii):
    spelled(file, ascii).writeInt(1)
    file.writeObject(torch.DoubleTensor([1, 2]))
    file.writeDouble(0.5)
    file.writeObject(None)
    file.writeObject("end")
    file.writeInt(2)
    file.seek(1)
    assert file.readInt() == 1
    assert file.readObject().array.tolist() == [1, 2]
    assert file.readDouble() == 0.5
    assert file.readObject() is None and not file.hasError()
    assert file.readObject() == "end" and file.readInt() == 2


def test_one_space_of_indices(file):
    tensor = torch.FloatTensor(3).fill(1)
    file.binary().writeObject(tensor)
    place = file.position()
    file.writeObject(Table([tensor]))
    assert file.position() < place + 60
    file.seek(1)
    first = file.readObject()
    assert file.readObject()[1] is first
    assert file.seek(1).readObject() is first  # known by its index, as in Torch


def test_without_references(file):
    tensor = torch.FloatTensor(3).fill(1)
    assert not file.binary().referenced(False).isReferenced()
    file.writeObject(tensor)
    tensor.fill(2)
    file.writeObject(tensor)
    file.seek(1)
    first, second = file.readObject(), file.readObject()
    assert first.array.tolist() == [1, 1, 1] and second.array.tolist() == [2, 2, 2]
    again = file.seek(1).readObject()
    assert again is not first and again.array.tolist() == [1, 1, 1]
    with pytest.raises(TorchError, match="contains itself"):
        loop = Table()
        loop["self"] = loop
        file.writeObject(loop)


def test_sessions_that_each_count_from_1(tmp_path):
    name = str(tmp_path / "log")
    for i in range(3):
        file = DiskFile(name, "rw").binary().seekEnd()
        file.writeObject(Table([i]))
        file.close()
    file = DiskFile(name).binary().referenced(False)
    assert [file.readObject()[1] for _ in range(3)] == [0, 1, 2]


def test_large_tensors_come_and_go(tmp_path):
    data = np.random.default_rng(0).standard_normal((1000, 1000))
    file = DiskFile(str(tmp_path / "big"), "rw").binary()
    file.writeByte(1)
    file.writeObject(torch.from_numpy(data))
    file.writeObject("behind")
    file.seek(1)
    assert file.readByte() == 1
    loaded = file.readObject()
    assert np.array_equal(loaded.array, data) and loaded.array.flags.writeable
    assert file.readObject() == "behind"
    file.seek(1).writeString("\xff" * 4_000_000)
    assert np.array_equal(loaded.array, data)


def test_hook_replaces_what_is_written(file):
    tensor = torch.FloatTensor(2).fill(1)
    value = Table({"a": tensor, "b": tensor, "c": "text", "d": Table([tensor])})
    asked = []

    def hook(obj):
        asked.append(obj)
        return obj.double() if isinstance(obj, torch.FloatTensor) else obj

    file.binary().writeObject(value, None, hook)
    back = file.seek(1).readObject()
    assert isinstance(back["a"], torch.DoubleTensor)
    assert back["a"] is back["b"] is back["d"][1] and back["c"] == "text"
    assert asked.count("text") == 1 and sum(obj is tensor for obj in asked) == 1
    place = file.seekEnd().position()
    file.writeObject(tensor)
    assert isinstance(file.seek(place).readObject(), torch.FloatTensor)


def test_what_cannot_be_written(file):
    file.binary()
    with pytest.raises(TorchError, match=r"^Unwritable object <userdata> at <\?>\.a\.1$"):
        file.writeObject(Table({"a": Table([object()])}))
    with pytest.raises(TorchError, match=r"^Unwritable object <function> at model\.f$"):
        file.writeObject(Table({"f": len}), "model")


def test_what_cannot_be_read(file):
    file.binary().writeString("no object at all")
    file.seek(1)
    with pytest.raises(T7Error, match="expected a type number"):
        file.readObject()
    assert file.hasError()
    with pytest.raises(TorchError, match="^read error: read 0 blocks instead of 1$"):
        file.seekEnd().readObject()
    assert file.quiet().readObject() is None


def test_an_object_cut_short(file):
    file.binary().writeString(converter.dumps(Table([1, 2])).decode("latin-1")[:-3])
    file.seek(1)
    with pytest.raises(T7Error, match="ends"):
        file.readObject()


class Diary(TorchObject):
    """Writes numbers, strings and objects by itself, through the file that it is given."""

    _version = 2

    def write(self, file):
        file.writeInt(len(self.days))
        for day in self.days:
            file.writeObject(day)
        file.writeLong(torch.LongStorage([1, 2]))
        file.writeString("end\n")
        file.writeBool(file.isBinary())

    def read(self, file, version):
        assert version == 2
        self.days = [file.readObject() for _ in range(file.readInt())]
        assert file.readLong(2).tolist() == [1, 2]
        assert file.readString("*l") == "end"
        assert file.readBool() is file.isBinary()


@pytest.fixture
def diary():
    register("test.Diary", replace=True)(Diary)
    made = Diary()
    made.days = [Table(["monday"]), torch.IntTensor([5])]
    yield made
    registry._classes.pop("test.Diary")


@pytest.mark.parametrize("ascii", [False, True])
def test_classes_that_write_themselves(file, diary, ascii):
    value = Table([diary.days[0], diary, diary, "after"])
    spelled(file, ascii).writeObject(value)
    file.writeInt(9)
    file.seek(1)
    back = file.readObject()
    assert file.readInt() == 9
    assert back[2] is back[3] and back[4] == "after"
    assert back[2].days[0] is back[1] and back[1][1] == "monday" and back[2].days[1].array.tolist() == [5]


def test_bytes_of_such_classes_are_those_of_save(diary):
    for ascii in (False, True):
        file = spelled(MemoryFile(), ascii)
        file.writeObject(diary)
        assert file.seek(1).readString("*a").encode("latin-1") == converter.dumps(diary, ascii=ascii)


class Bridge:
    """Knows objects of another language: complex numbers, by what stands for them."""

    def reader_options(self):
        return {}

    def writer_options(self):
        return {"function_dumper": lambda z: Table([z.real, z.imag]) if isinstance(z, complex) else None}


def test_a_bridge_is_asked_as_long_as_it_lives():
    bridge = Bridge()
    use_bridge(bridge)
    file = MemoryFile().binary()
    file.writeObject(Table([1 + 2j, 1 + 2j]), None, lambda obj: obj)
    assert [z.array_values() for z in file.seek(1).readObject().array_values()] == [[1, 2], [1, 2]]
    del bridge
    with pytest.raises(TorchError, match="Unwritable"):
        MemoryFile().writeObject(1j)


def test_what_python_reads_stays_pythons():
    import luabridge

    lua, results = luabridge.Lua(), []
    for read in (lambda file: file.readObject(), lua.eval("function(f) return f:readObject()(1) end")):
        file = MemoryFile().binary()
        file.writeObject(lua.eval("function(x) return x + 1 end"))
        results.append(read(file.seek(1)))
    assert isinstance(results[0], LuaFunction) and results[1] == 2
