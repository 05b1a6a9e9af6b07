"""Saving replaces a file only by a complete one."""

from __future__ import annotations

import io
import os
import stat
import sys

import numpy as np
import pytest

import converter
from converter import T7Error


def test_an_error_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "model.t7"
    converter.save([1, 2], path)
    before = path.read_bytes()
    with pytest.raises(T7Error, match="model.t7: .*object cannot be written"):
        converter.save([np.zeros(100_000), object()], path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model.t7"]


def test_an_error_leaves_nothing(tmp_path):
    with pytest.raises(T7Error):
        converter.save(object(), tmp_path / "new.t7")
    assert os.listdir(tmp_path) == []


def test_a_mapped_file_can_be_written_over(tmp_path):
    path = tmp_path / "large.t7"
    converter.save(np.arange(1_000_000, dtype=np.float32), path)
    tensor = converter.load(path)
    tensor.array[0] = 5
    converter.save(tensor, path)
    assert converter.load(path).array[:3].tolist() == [5, 1, 2]
    assert tensor.array[-1] == 999_999


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")
def test_permissions_and_links_are_kept(tmp_path):
    target, link = tmp_path / "real.t7", tmp_path / "link.t7"
    converter.save(1, target)
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~mask
    target.chmod(0o600)
    link.symlink_to(target)
    converter.save(2, link)
    assert link.is_symlink() and converter.load(target) == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_file_objects_and_bytes():
    buffer = io.BytesIO()
    converter.save("text", buffer, ascii=True)
    assert buffer.getvalue() == b"2\n4\ntext\n"
    assert converter.load(io.BytesIO(buffer.getvalue())) == "text"
    assert converter.loads(bytearray(buffer.getvalue())) == "text"
    with pytest.raises(TypeError, match="binary mode"):
        converter.load(io.StringIO("2\n4\ntext\n"))


def test_a_folder_is_no_target(tmp_path):
    with pytest.raises(IsADirectoryError):
        converter.save(1, tmp_path)
    with pytest.raises(FileNotFoundError, match="no such folder.*missing"):
        converter.save(1, tmp_path / "missing" / "x.t7")


def test_ascii_text_is_torchs():
    value = [1, 0.1, -0.0, True, None, "", float("nan"), -float("nan"), float("-inf"), np.array([0.1, 2], np.float32)]
    assert converter.dumps(value, ascii=True) == (
        b"3\n1\n9\n1\n1\n1\n1\n1\n2\n1\n0.10000000000000001\n1\n3\n1\n-0\n1\n4\n5\n1\n1\n6\n2\n0\n"
        b"1\n7\n1\nnan\n1\n8\n1\n-nan\n1\n9\n1\n-inf\n"
        b"1\n10\n4\n2\n3\nV 1\n17\ntorch.FloatTensor\n1\n2\n1\n1\n4\n3\n3\nV 1\n18\ntorch.FloatStorage\n2\n"
        b"0.100000001 2\n"
    )
