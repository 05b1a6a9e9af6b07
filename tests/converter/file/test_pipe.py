"""Files that are commands."""

from __future__ import annotations

import os
import sys

import pytest

import converter
from converter.file import PipeFile
from runtime import torch
from runtime.errors import TorchError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")


def test_reading():
    file = PipeFile("echo 3 4.5 word; echo next")
    assert (file.readInt(), file.readDouble(), file.readString("*l")) == (3, 4.5, " word")
    assert file.readString("*l") == "next"
    with pytest.raises(TorchError, match="^read error: read 0 blocks instead of 1$"):
        file.readString("*a")
    assert repr(file) == "torch.PipeFile on <echo 3 4.5 word; echo next> [status: open -- mode: r ]"
    file.close()


def test_writing_ends_with_the_command(tmp_path):
    name = tmp_path / "out"
    file = PipeFile(f"sleep 0.2; cat > '{name}'", "w")
    file.writeString("through a pipe\n")
    file.writeInt(5)
    file.close()
    assert name.read_text() == "through a pipe\n5\n"


def test_numbers_in_bulk():
    file = PipeFile(f"'{sys.executable}' -c 'print(*range(300000))'")
    assert file.readInt(300_000).tolist() == list(range(300_000))
    file = PipeFile("head -c 9000000 /dev/zero").binary()
    assert len(file.readDouble(1_100_000)) == 1_100_000
    with pytest.raises(TorchError, match="^read error: read 25000 blocks instead of 9000000000$"):
        file.readDouble(9_000_000_000)


@pytest.mark.parametrize("ascii", [False, True])
def test_objects(tmp_path, ascii):
    tensor = torch.FloatTensor([[1, 2], [3, 4]])
    name = str(tmp_path / "model.t7")
    converter.save_all([tensor, "text", tensor], name, ascii=ascii)
    file = PipeFile(f"cat '{name}'; echo 77")
    if not ascii:
        file.binary()
    first, text, again = (file.readObject() for _ in range(3))
    assert first.array.tolist() == [[1, 2], [3, 4]] and text == "text" and again is first
    assert file.ascii().readInt() == 77
    file.close()
    back = str(tmp_path / "back.t7")
    file = PipeFile(f"cat > '{back}'", "w")
    if not ascii:
        file.binary()
    for value in (tensor, "text", tensor):
        file.writeObject(value)
    file.close()
    with open(back, "rb") as a, open(name, "rb") as b:
        assert a.read() == b.read()


def test_a_pipe_has_no_places():
    file = PipeFile("echo")
    with pytest.raises(TorchError, match="^unable to seek to position 2$"):
        file.seek(3)
    with pytest.raises(TorchError, match="^unable to seek at end of file$"):
        file.seekEnd()
    with pytest.raises(TorchError, match="^unable to obtain disk file offset"):
        file.position()
    assert file.quiet().position() == 1


def test_a_reader_that_went_away():
    file = PipeFile("true", "w")
    file._process.wait()
    with pytest.raises(TorchError, match="^write error: wrote 0 blocks instead of 1"):
        file.writeString("x" * 100)
        file.synchronize()
    file.quiet().close()


def test_closing_before_the_end_of_the_output():
    file = PipeFile("yes")
    assert file.readString("*l") == "y"
    file.close()
    assert not file.isOpened()
    assert file._process.wait() != 0


def test_modes():
    with pytest.raises(TorchError, match=r"#2 .*\(file mode should be 'r','w'\)"):
        PipeFile("true", "rw")
