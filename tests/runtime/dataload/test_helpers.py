"""Words, ranges, files and folders."""

from __future__ import annotations

import gzip
import os
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

import converter
from runtime import Table, TorchError, dataload, files, torch


def test_vocabulary() -> None:
    words = dataload.splitString("the cat saw the other cat and the dog", " ")
    vocab, ivocab, freq = dataload.buildVocab(words)
    assert ivocab.array_values() == ["and", "cat", "dog", "other", "saw", "the"]
    assert vocab["the"] == 6 and freq["the"] == 3
    assert dataload.text2tensor(["the", "dog"], vocab).tolist() == [6, 3]
    assert type(dataload.text2tensor([], vocab)) is torch.IntTensor
    with pytest.raises(TorchError, match="unicorn"):
        dataload.text2tensor(["cat", "unicorn"], vocab)


def test_rare_words_share_a_number() -> None:
    vocab, ivocab, freq = dataload.buildVocab(["b", "a", "b", "c"], 2)
    assert ivocab.array_values() == ["b", "<OOV>"] and freq["<OOV>"] == 2
    assert dataload.text2tensor(["a", "b", "x"], vocab).tolist() == [2, 1, 2]


def test_vocabulary_wants_words() -> None:
    for wrong in ("text", 3, Table(), Table([1])):
        with pytest.raises(TorchError, match="Expecting table"):
            dataload.buildVocab(wrong)


def test_split_string() -> None:
    assert dataload.splitString("a:b::c").array_values() == ["a", "b", "c"]
    assert dataload.splitString("a-b]c", "-]").array_values() == ["a", "b", "c"]


def test_ranges() -> None:
    assert dataload.rescale(torch.Tensor([1, 3, 5]), 0, 1).tolist() == [0, 0.5, 1]
    assert dataload.rescale(torch.Tensor([0, 255]), -1, 1, 0, 255).tolist() == [-1, 1]
    assert dataload.binarize(torch.Tensor([0.2, 0.5, 0.9]), 0.5).tolist() == [0, 1, 1]


def test_lines_and_files(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("one\ntwo\nthree")
    assert dataload.getNumberOfLines(str(tmp_path / "t")) == 3
    for ascii in (False, True):
        converter.save(torch.ones(3), tmp_path / "x.t7", ascii=ascii)
        assert dataload.load(str(tmp_path / "x.t7")).sum() == 3


def test_current_folder_comes_back(tmp_path: Path) -> None:
    before = os.getcwd()
    assert dataload.withcwd(str(tmp_path), os.getcwd) == os.path.realpath(tmp_path)
    with pytest.raises(ZeroDivisionError):
        dataload.withcwd(str(tmp_path), lambda: 1 / 0)
    assert os.getcwd() == before


def test_archives(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.txt", "z/a.txt")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "a.txt", "t/a.txt")
    with gzip.open(tmp_path / "b.txt.gz", "wb") as file:
        file.write(b"packed")
    there = str(tmp_path)
    dataload.decompressfile(there, "a.zip", str(tmp_path / "z" / "a.txt"))
    dataload.decompressfile(there, "a.tar.gz", None)
    dataload.decompressfile(there, "b.txt.gz")
    assert (tmp_path / "z" / "a.txt").read_text() == (tmp_path / "t" / "a.txt").read_text() == "hello"
    assert (tmp_path / "b.txt").read_text() == "packed" and not (tmp_path / "b.txt.gz").exists()
    (tmp_path / "a.zip").unlink()
    dataload.decompressfile(there, "a.zip", str(tmp_path / "z" / "a.txt"))  # there already
    with pytest.raises(TorchError, match="Don't know how to decompress file: a.rar"):
        dataload.decompressfile(there, "a.rar")


def test_archives_stay_in_their_folder(tmp_path: Path) -> None:
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "evil", "../out")
    with pytest.raises(Exception, match="out"):
        dataload.untar(str(tmp_path / "evil.tar"), str(tmp_path / "in"))
    assert not (tmp_path / "out").exists()


def test_fetching(tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(b"123")
    target = tmp_path / "here"
    url = (tmp_path / "data.bin").as_uri()
    assert dataload.downloadfile(str(target), url) == str(target)
    assert (target / "data.bin").read_bytes() == b"123"
    assert dataload.downloadfile(str(target), "nowhere://x/y", str(target / "data.bin")) == str(target)
    for wrong in ("scp://host/file", (tmp_path / "none").as_uri()):
        with pytest.raises(TorchError, match="fetch it yourself and put it into"):
            dataload.downloadfile(str(target), wrong)
    assert [p.name for p in target.iterdir()] == ["data.bin"]


def test_unique_names() -> None:
    first, second = dataload.uniqueid("x"), dataload.uniqueid("x", "-")
    assert first.startswith("x:") and second.startswith("x-") and first.split(":")[2] != second.split("-")[2]
    assert dataload.uniqueid().startswith(dataload.hostname())


def test_without_a_reader_of_files(monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "_functions", {})
    with pytest.raises(TorchError, match="import luabridge"):
        dataload.load("x.t7")


def test_file_names_of_lua_and_python() -> None:
    assert files.system_name("plain") == "plain"
    assert files.lua_name("gr\u00fc\u00df") == "gr\u00c3\u00bc\u00c3\u009f"
    if os.name != "nt":
        assert files.system_name("gr\u00c3\u00bc\u00c3\u009f") == "gr\u00fc\u00df"
        assert files.system_name("gr\u00fc\u00df") == "gr\u00fc\u00df"
