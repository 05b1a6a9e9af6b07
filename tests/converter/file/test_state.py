"""What every file can be asked and told, strings, places and errors."""

from __future__ import annotations

import pytest

from converter.file import DiskFile, File, MemoryFile
from runtime import registry, torch
from runtime.errors import TorchError

from .media import contents, holding


def test_names():
    for name in ("File", "DiskFile", "MemoryFile", "PipeFile"):
        assert registry.lookup(f"torch.{name}").__name__ == name


def test_a_file_is_abstract():
    with pytest.raises(TorchError, match="torch.DiskFile"):
        File()


def test_first_state(file):
    asked = ["isQuiet", "isBinary", "hasError", "isAutoSpacing", "isReferenced", "isReadable", "isWritable", "isOpened"]
    assert [getattr(file, name)() for name in asked] == [False] * 3 + [True] * 5


def test_what_has_no_result_gives_the_file(file):
    tell = ["binary", "ascii", "noAutoSpacing", "autoSpacing", "quiet", "pedantic", "clearError", "seekEnd"]
    for name in [*tell, "synchronize"]:
        assert getattr(file, name)() is file
    assert file.seek(1) is file and file.referenced(True) is file and file.longSize(8) is file
    assert file.close() is file


@pytest.mark.parametrize("use", ["readInt", "position", "seekEnd", "synchronize", "close", "readObject"])
def test_a_closed_file(file, use):
    file.close()
    assert not file.isOpened() and "closed" in repr(file)
    with pytest.raises(TorchError, match=r"bad argument #1 to '\?' \(attempt to use a closed file\)"):
        getattr(file, use)()


def test_lines(file):
    holding(file, "one\n\ntwo\r\n\xffend")
    assert [file.readString("*l") for _ in range(4)] == ["one", "", "two\r", "\xffend"]
    with pytest.raises(TorchError, match="^read error: read 0 blocks instead of 1$"):
        file.readString("*l")
    assert file.quiet().readString("*a") == "" and file.hasError()


def test_long_lines(file):
    lines = ["x" * 100_000, "y" * 8191, "", "z"]
    holding(file, "\n".join(lines))
    assert [file.readString("*line") for _ in lines] == lines


def test_all(file):
    text = "".join(map(chr, range(256))) * 100
    assert file.writeString(text) == len(text)
    assert contents(file) == text
    assert file.position() == len(text) + 1
    file.seek(25_000)
    assert file.readString("*a") == text[24_999:]


@pytest.mark.parametrize("format", ["*n", "l", "", "*", 5])
def test_formats_of_strings(file, format):
    with pytest.raises(TorchError, match=r"\(format must be '\*a' or '\*l'\)"):
        file.readString(format)


def test_places(file):
    file.writeString("abcdef")
    assert file.position() == 7
    file.seek(3)
    assert (file.position(), file.readString("*a")) == (3, "cdef")
    file.seek(2).writeString("XY")
    assert file.position() == 4
    assert file.readString("*a") == "def"
    assert contents(file) == "aXYdef"
    assert file.seekEnd().position() == 7


def test_places_count_from_1(file):
    for wrong in (0, -3, float("nan"), float("inf")):
        with pytest.raises(TorchError, match=r"\(position has to be greater than 0!\)"):
            file.seek(wrong)


def test_reads_and_writes_take_turns(file):
    for i in range(2000):
        file.writeInt(i)
    file.seek(1)
    for i in range(0, 2000, 2):
        assert file.readInt() == i
        place = file.position()
        file.seek(place).writeString("#" * (len(str(i + 1))))
        file.readString("*l")
    file.seek(1)
    assert file.readString("*a").count("#") == sum(len(str(i)) for i in range(1, 2000, 2))


@pytest.mark.parametrize("write", [lambda f: f.writeInt(1), lambda f: f.writeString("x"), lambda f: f.writeObject(1)])
def test_a_file_to_read(tmp_path, write):
    (tmp_path / "file").write_bytes(b"1\n")
    for opened in (DiskFile(str(tmp_path / "file")), MemoryFile("r")):
        assert opened.isReadable() and not opened.isWritable()
        with pytest.raises(TorchError, match=r"#1 .*\(attempt to write in a read-only file\)"):
            write(opened)


@pytest.mark.parametrize("read", [lambda f: f.readInt(), lambda f: f.readString("*a"), lambda f: f.readObject()])
def test_a_file_to_write(tmp_path, read):
    for opened in (DiskFile(str(tmp_path / "file"), "w"), MemoryFile("w")):
        assert opened.isWritable() and not opened.isReadable()
        with pytest.raises(TorchError, match=r"#1 .*\(attempt to read in a write-only file\)"):
            read(opened)


@pytest.mark.parametrize("mode", ["a", "wr", "rb", ""])
def test_modes(tmp_path, mode):
    for make in (lambda: DiskFile(str(tmp_path / "file"), mode), lambda: MemoryFile(mode)):
        with pytest.raises(TorchError, match=r"#2 .*\(file mode should be 'r','w' or 'rw'\)"):
            make()


def test_a_storage_is_no_mode():
    with pytest.raises(TorchError):
        MemoryFile(torch.IntStorage(1))
