"""Files on disk: how they are opened, buffered and left."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

import numpy as np
import pytest

import converter
from converter.file import DiskFile
from converter.file.disk import system_name
from runtime import torch
from runtime.errors import TorchError


@pytest.fixture
def name(tmp_path):
    return str(tmp_path / "file")


def test_text(name):
    file = DiskFile(name, "rw")
    assert repr(file) == f"torch.DiskFile on <{name}> [status: open -- mode rw]"
    file.close()
    assert repr(DiskFile(name)) == f"torch.DiskFile on <{name}> [status: open -- mode r ]"


def test_what_cannot_be_opened(tmp_path):
    missing = str(tmp_path / "no such folder" / "file")
    for mode, letters in (("r", "r "), ("w", " w"), ("rw", "rw")):
        with pytest.raises(TorchError) as caught:
            DiskFile(missing, mode)
        assert str(caught.value) == f"cannot open <{missing}> in mode {letters}"
        assert DiskFile(missing, mode, True) is None
    with pytest.raises(TorchError, match=r"#1 to '\?' \(string expected, got table\)"):
        DiskFile([])


def test_a_zero_byte_ends_the_line_of_a_file_on_disk(name):
    """So does C's fgets: what follows up to the newline is lost, and the next line goes on."""
    with open(name, "wb") as file:
        file.write(b"two\0x\nthree\nfour\0")
    lines = DiskFile(name)
    assert [lines.readString("*l") for _ in range(2)] == ["twothree", "four"]


def test_writing_empties_a_file(name):
    for text in ("long text", "short"):
        DiskFile(name, "w").writeString(text)
        gc.collect()
        with open(name, encoding="latin-1") as file:
            assert file.read() == text


def test_reading_and_writing_keeps_a_file(name):
    DiskFile(name, "rw").close()
    assert os.path.getsize(name) == 0
    file = DiskFile(name, "rw")
    file.writeString("abc")
    file.close()
    file = DiskFile(name, "rw")
    file.writeString("X")
    file.close()
    assert DiskFile(name).readString("*a") == "Xbc"


def test_writing_waits_in_a_buffer(name):
    file = DiskFile(name, "w")
    file.writeString("abc")
    assert os.path.getsize(name) == 0 and file.position() == 4
    file.synchronize()
    assert os.path.getsize(name) == 3
    file.noBuffer().writeString("d")
    assert os.path.getsize(name) == 4


def test_reading_without_a_buffer(name):
    writer = DiskFile(name, "w").noBuffer()
    writer.writeString("1 2\n3")
    file = DiskFile(name).noBuffer()
    assert [file.readInt(), file.readInt(), file.readString("*a")] == [1, 2, "3"]
    writer.writeString(" 4")
    assert file.readInt() == 4
    assert file.seek(3).noBuffer().readInt() == 2


def test_a_growing_file(name):
    writer, file = DiskFile(name, "w").binary(), DiskFile(name).binary().quiet()
    for value in ("one", 2, "three"):
        assert file.readObject() is None and file.hasError()
        writer.writeObject(value)
        writer.synchronize()
        assert file.clearError().readObject() == value


def test_seeking_beyond_the_end(name):
    file = DiskFile(name, "rw")
    file.seek(5).writeString("x")
    assert file.seek(1).readString("*a") == "\0\0\0\0x"


def test_errors_of_writing():
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    file = DiskFile("/dev/full", "w")
    file.writeInt(1)
    with pytest.raises(TorchError, match="^write error: wrote 0 blocks instead of 1"):
        file.synchronize()
    file.quiet()
    assert file.writeInt(torch.IntStorage(100_000)) == 0 and file.hasError()
    with pytest.raises(TorchError, match="^write error"):
        file.pedantic().writeObject("x" * 100_000)
    file.quiet().close()


def test_what_nobody_closed_is_written(name):
    script = f"import sys; from converter.file import DiskFile; sys.f = f = DiskFile({name!r}, 'w'); f.writeInt(5)"
    subprocess.run([sys.executable, "-c", script], check=True)
    with open(name, "rb") as file:
        assert file.read() == b"5\n"


def test_tensors_survive_their_file_being_overwritten(name):
    big = torch.DoubleTensor(1_000_000).fill(3)
    converter.save(big, name)
    os.chmod(name, 0o640)
    loaded = converter.load(name)
    through_file = DiskFile(name).binary().readObject()
    file = DiskFile(name, "w")
    file.writeString("x")
    file.close()
    assert np.all(loaded.array == 3) and np.all(through_file.array == 3)
    assert os.path.getsize(name) == 1
    assert os.stat(name).st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="names are not bytes there")
def test_names_beyond_ascii(tmp_path):
    name = str(tmp_path / "gr\xfc\xdfe \u65e5")
    file = DiskFile(name, "w")
    file.writeInt(3)
    file.close()
    as_lua_has_it = os.fsencode(name).decode("latin-1")
    assert DiskFile(name).readInt() == DiskFile(as_lua_has_it).readInt() == 3
    assert system_name("plain") == "plain"


def test_bytes_orders_of_this_machine(name):
    file = DiskFile(name, "w")
    assert file.isLittleEndianCPU() is (sys.byteorder == "little")
    assert file.isBigEndianCPU() is (sys.byteorder == "big")
