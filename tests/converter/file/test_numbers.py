"""Numbers in files: every type, one and many, as text and binary."""

from __future__ import annotations

import ctypes
import math
import sys

import numpy as np
import pytest

from converter.file import DiskFile, MemoryFile
from runtime import torch
from runtime.errors import TorchError
from runtime.storage import storage_type

from .media import contents, holding

LIMITS = {
    "Byte": [0, 200, 255],
    "Char": [-128, 0, 127],
    "Short": [-(2**15), 7, 2**15 - 1],
    "Int": [-(2**31), 7, 2**31 - 1],
    "Long": [-(2**63), 2**53 + 1, 2**63 - 1],
    "Float": [0.1, -math.inf, 3e38],
    "Double": [0.1, 5e-324, -1.7e308],
}
ORDERS = ["nativeEndianEncoding", "littleEndianEncoding", "bigEndianEncoding"]


def values_of(kind):
    return storage_type(f"torch.{kind}Storage")(np.array(LIMITS[kind]))


@pytest.mark.parametrize("mode", ["ascii", "binary"])
@pytest.mark.parametrize("kind", LIMITS)
def test_one_number(file, mode, kind):
    storage = values_of(kind)
    getattr(file, mode)()
    for value in storage.tolist():
        assert getattr(file, f"write{kind}")(value) is None
    file.seek(1)
    assert [getattr(file, f"read{kind}")() for _ in storage] == storage.tolist()


@pytest.mark.parametrize("mode", ["ascii", "binary"])
@pytest.mark.parametrize("kind", LIMITS)
def test_storage(file, mode, kind):
    storage = values_of(kind)
    getattr(file, mode)()
    assert getattr(file, f"write{kind}")(storage) == 3
    file.seek(1)
    read = getattr(file, f"read{kind}")(3)
    assert type(read) is type(storage) and read.tolist() == storage.tolist()
    file.seek(1)
    given = type(storage)(3)
    assert getattr(file, f"read{kind}")(given) == 3 and given.tolist() == storage.tolist()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", LIMITS)
def test_byte_orders(tmp_path, order, kind):
    storage = values_of(kind)
    name = str(tmp_path / "file")
    file = getattr(DiskFile(name, "w").binary(), order)()
    getattr(file, f"write{kind}")(storage)
    getattr(file, f"write{kind}")(storage[1])
    file.close()
    mark = {"n": "=", "l": "<", "b": ">"}[order[0]]
    raw = np.fromfile(name, storage.array.dtype.newbyteorder(mark))
    assert raw.tolist() == [*storage.tolist(), storage[1]]
    file = getattr(DiskFile(name).binary(), order)()
    assert getattr(file, f"read{kind}")(3).tolist() == storage.tolist()
    assert getattr(file, f"read{kind}")() == storage[1]


@pytest.mark.parametrize("size, width", [(0, 8), (4, 4), (8, 8)])
def test_width_of_a_long(file, size, width):
    file.binary().longSize(size)
    file.writeLong(torch.LongStorage([1, -2]))
    file.writeLong(-3)
    assert file.position() == 1 + 3 * width
    file.seek(1)
    assert file.readLong(2).tolist() == [1, -2] and file.readLong() == -3


def test_a_long_of_four_bytes_wraps(file):
    file.binary().longSize(4)
    file.writeLong(2**32 + 5)
    file.writeLong(torch.LongStorage([2**31]))
    file.seek(1)
    assert file.readLong(2).tolist() == [5, -(2**31)]


def test_no_other_width_of_a_long(file):
    with pytest.raises(TorchError, match="Invalid long size specified"):
        file.longSize(2)


@pytest.mark.parametrize(
    "kind, given, kept",
    [
        ("Int", 3.99, 3),
        ("Int", 2**32 + 1, -(2**31)),
        ("Int", "12", 12),
        ("Byte", -1, 255),
        ("Char", 200, -56),
        ("Short", 70000, 4464),
        ("Float", 1e300, math.inf),
        ("Double", "0x10", 16),
    ],
)
def test_conversion_is_that_of_c(file, kind, given, kept):
    for mode in ("binary", "ascii"):
        getattr(file, mode)().seek(1)
        getattr(file, f"write{kind}")(given)
        file.seek(1)
        assert getattr(file, f"read{kind}")() == kept


@pytest.mark.parametrize(
    "kind, values, text",
    [
        ("Int", [1, -2, 3], "1 -2 3\n"),
        ("Double", [0.1, 2.0, math.nan, -math.inf], "0.10000000000000001 2 nan -inf\n"),
        ("Double", [math.copysign(math.nan, -1.0), -0.0], "-nan -0\n"),
        ("Float", [0.1, 1e-45], "0.100000001 1.40129846e-45\n"),
        ("Byte", [97, 98], "ab\n"),
        ("Int", [], ""),
    ],
)
def test_text_of_a_storage(file, kind, values, text):
    storage = storage_type(f"torch.{kind}Storage")(np.array(values))
    getattr(file, f"write{kind}")(storage)
    if text:
        assert contents(file) == text
    file.seek(1).noAutoSpacing()
    assert not file.isAutoSpacing()
    getattr(file, f"write{kind}")(storage)
    if text:
        spaces = "" if kind == "Byte" else " "
        assert contents(file)[: len(text) - 1].startswith(text[:-1].replace(spaces, ""))


def test_number_and_string_in_one_file(file):
    file.writeInt(3)
    file.writeString("three")
    assert contents(file) == "3\nthree"


@pytest.mark.parametrize(
    "kind, text, value, rest",
    [
        ("Int", " \t\n 42 x", 42, " x"),
        ("Int", "4.5", 4, ".5"),
        ("Int", "-7:8", -7, ":8"),
        ("Int", "99999999999", np.int64(99999999999).astype(np.int32), ""),
        ("Long", "99999999999999999999", 2**63 - 1, ""),
        ("Short", "65537,", 1, ","),
        ("Double", "1.5e3z", 1500, "z"),
        ("Double", "-.5.5", -0.5, ".5"),
        ("Double", "0x1.8p1 ", 3, " "),
        ("Double", "Infinity!", math.inf, "!"),
        ("Float", "0.1\nnext", np.float32(0.1), "next"),
        ("Double", "1e 2", 1, " 2"),
    ],
)
def test_numbers_end_where_scanf_ends_them(file, kind, text, value, rest):
    holding(file, text)
    assert getattr(file, f"read{kind}")() == value
    if rest:
        assert file.readString("*a") == rest
    assert not file.hasError()
    holding(file.seek(1), text).seek(1)
    assert getattr(file, f"read{kind}")(1).tolist() == [value]


WORDS = ["1e", "1e+x", "0x", "0xg", "0x1p", "0x1p-3z", "0x1.8p1", "0xe", "0x.8", "0x10", "007", "1.5.5", "1_0", "1,2"]
WORDS += ["e5", "+.5e1.", "-.", ".", "+-3", "-", "1e400", "1e-400", "4294967301", "-99999999999999999999"]
WORDS += ["inf", "infx", "infi", "INFINITY", "nan", "nan(", "-nan"]
C_TYPES = {"Short": (b"%hd%n", "h"), "Int": (b"%d%n", "i"), "Long": (b"%ld%n", "l"), "Float": (b"%g%n", "f"),
           "Double": (b"%lg%n", "d")}  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc is what Torch7 was recorded with")
@pytest.mark.parametrize("kind", C_TYPES)
@pytest.mark.parametrize("word", WORDS)
def test_scanf_itself(file, kind, word):
    template, code = C_TYPES[kind]
    value = {"h": ctypes.c_short, "i": ctypes.c_int, "l": ctypes.c_long, "f": ctypes.c_float, "d": ctypes.c_double}[
        code
    ]()
    used = ctypes.c_int()
    found = ctypes.CDLL(None).sscanf(word.encode(), template, ctypes.byref(value), ctypes.byref(used))
    holding(file, word + "~").quiet()
    read = getattr(file, f"read{kind}")()
    assert file.hasError() == (found != 1)
    if found == 1:
        assert repr(float(read)) == repr(float(value.value))
        assert file.readString("*a") == word[used.value :] + "~"


def test_nan_keeps_its_sign(file):
    holding(file, "nan -nan NAN")
    assert [math.copysign(1, x) for x in file.readDouble(3)] == [1, -1, 1]


def test_numbers_that_are_not_separated_by_space(file):
    holding(file, "1-2+3 4")
    assert file.readInt(4).tolist() == [1, -2, 3, 4]


def test_numbers_that_cross_the_buffer(file):
    values = np.arange(200_000) * 37 % 1_000_003
    file.writeInt(torch.IntStorage(values))
    file.writeInt(torch.IntStorage(values[:7]))
    file.seek(1)
    assert np.array_equal(file.readInt(len(values)).array, values)
    assert [file.readInt() for _ in range(7)] == values[:7].tolist()


def test_long_run_of_space_before_a_number(file):
    holding(file, " " * 20_000 + "5 " + "\n" * 20_000 + "6")
    assert file.readInt() == 5
    assert file.readInt(1).tolist() == [6]


@pytest.mark.parametrize("mode, text", [("ascii", "1 2 x"), ("binary", "abcdefghij")])
def test_too_few_numbers(file, mode, text):
    getattr(holding(file, text), mode)()
    with pytest.raises(TorchError, match="^read error: read 2 blocks instead of 5$"):
        file.readInt(5)
    assert file.hasError() and not file.clearError().hasError()
    file.quiet().seek(1)
    assert file.isQuiet() and len(file.readInt(5)) == 2 and file.hasError()
    given = torch.IntStorage(5)
    assert file.seek(1).readInt(given) == 2
    with pytest.raises(TorchError):
        file.pedantic().readInt(10**15)


@pytest.mark.parametrize("mode", ["ascii", "binary"])
def test_nothing_to_read(file, mode):
    getattr(file, mode)()
    for read in (file.readInt, file.readByte, file.readDouble, file.readBool):
        with pytest.raises(TorchError, match="^read error: read 0 blocks instead of 1$"):
            read()
    assert len(file.readInt(0)) == 0 and file.readInt(torch.IntStorage()) == 0


def test_a_word_is_no_number(file):
    holding(file, " word").quiet()
    assert file.readInt() == 0 and file.hasError()
    # fscanf has taken the space, sscanf on memory has not
    assert file.readString("*a") == ("word" if isinstance(file, DiskFile) else " word")


def test_wrong_arguments(file):
    with pytest.raises(TorchError, match="^nothing, number, or IntStorage expected$"):
        file.readInt(torch.FloatStorage(1))
    with pytest.raises(TorchError, match="^number, or IntStorage expected$"):
        file.writeInt(torch.FloatStorage(1))
    with pytest.raises(TorchError, match="^number, or FloatStorage expected$"):
        file.writeFloat("word")


@pytest.mark.parametrize("count", [-1, float("inf"), float("nan"), 2**63])
def test_impossible_counts(file, count):
    with pytest.raises(TorchError, match="invalid memory size"):
        file.readInt(count)


@pytest.mark.parametrize("value, kept", [(True, True), (False, False), (None, False), (0, True)])
def test_booleans_are_ints(file, value, kept):
    file.writeBool(value)
    assert contents(file) == f"{int(kept)}\n"
    assert file.seek(1).readBool() is kept


def test_memory_of_large_reads_is_shared_with_nothing(tmp_path):
    data = np.random.default_rng(0).standard_normal(1_000_000)
    name = str(tmp_path / "file")
    data.tofile(name)
    file = DiskFile(name).binary()
    assert file.readDouble() == data[0]
    assert np.array_equal(file.readDouble(999_999).array, data[1:])
    assert file.position() == 8_000_001


def test_order_of_this_machine():
    file = MemoryFile().binary()
    file.writeInt(1)
    assert file.storage().string() == ("\1\0\0\0\0" if sys.byteorder == "little" else "\0\0\0\1\0")
