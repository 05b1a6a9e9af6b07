"""Files in memory: the storage that they share with a script."""

from __future__ import annotations

import pytest

from converter.file import MemoryFile
from runtime import torch
from runtime.errors import TorchError


def chars(text: str):
    return torch.CharStorage().string(text)


def test_text():
    assert repr(MemoryFile()) == "torch.MemoryFile [status: open -- mode: rw]"
    assert repr(MemoryFile(chars("\0"), "r")) == "torch.MemoryFile [status: open -- mode: r ]"


def test_storage_is_contents_and_a_zero():
    file = MemoryFile()
    assert file.storage().string() == "\0"
    file.writeString("abc")
    storage = file.storage()
    assert storage.string() == "abc\0"
    file.seekEnd().writeString("d")
    assert file.storage() is storage and storage.string() == "abcd\0"


def test_a_given_storage_is_the_file():
    storage = chars("hello\0")
    file = MemoryFile(storage)
    array = storage.array
    file.writeString("J")
    assert storage.array is array and storage.string() == "Jello\0"
    storage.array[1] = ord("u")
    assert file.seek(1).readString("*a") == "Jullo"
    file.writeString(" and more")
    assert file.storage() is storage and storage.string() == "Jullo and more\0"


def test_a_storage_must_end_with_zero():
    for storage in (chars("abc"), torch.CharStorage()):
        with pytest.raises(TorchError, match=r"#1 .*\(provided CharStorage must be terminated by 0\)"):
            MemoryFile(storage)


def test_growth_is_torchs():
    file = MemoryFile()
    sizes = []
    storage = file._stream.storage
    for _ in range(12):
        file.writeString("12345678")
        sizes.append(len(storage))
    assert sizes == [9, 17, 25, 37, 55, 55, 82, 82, 82, 82, 123, 123]
    assert len(file.storage()) == 97


def test_text_over_text_ends_with_zero():
    file = MemoryFile(chars("abcdef\0"))
    file.writeInt(1)
    assert file.storage().string() == "1\n\0def\0"
    file.seek(1).writeString("22")
    assert file.storage().string() == "22\0def\0"
    file.binary().seek(1).writeByte(65)
    assert file.storage().string() == "A2\0def\0"


def test_no_place_beyond_the_end():
    file = MemoryFile(chars("abc\0"))
    assert file.seek(4).position() == 4
    with pytest.raises(TorchError, match="^unable to seek at position 4$"):
        file.seek(5)
    assert file.quiet().seek(9).hasError() and file.position() == 4


def test_a_storage_that_shrank():
    storage = chars("abcdef\0")
    file = MemoryFile(storage)
    storage.resize(3)
    assert file.readString("*a") == "abc"
    storage.resize(0)
    assert file.quiet().readInt() == 0 and file.hasError()


def test_unfinished_binary_number_stays():
    file = MemoryFile(chars("abc\0")).binary().quiet()
    assert file.readInt() == 0 and file.position() == 1
    assert len(file.clearError().readShort(2)) == 1 and file.position() == 3


def test_modes_of_a_given_storage():
    assert not MemoryFile(chars("1\0"), "r").isWritable()
    with pytest.raises(TorchError, match=r"#2 .*\(file mode should be"):
        MemoryFile(chars("1\0"), "a")
