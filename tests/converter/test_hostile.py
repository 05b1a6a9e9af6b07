"""Files that are cut short, damaged, made to harm, or something else altogether: always a clear error."""

from __future__ import annotations

import gzip
import pickle
import random
import struct
import time
import tracemalloc

import pytest

import converter
from converter import T7Error
from runtime.objects import LuaFunction, UnknownObject
from runtime.table import Table

from ..paths import FIXTURES

LEGACY = FIXTURES / "legacy"
VICTIMS = ["several", "cudnn-net", "tds", "dpt-v2", "half", "function-type6", "function", "gpu", "cyclic", "version0"]


def ints(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}i", *values)


def text(value: str) -> bytes:
    return ints(len(value)) + value.encode("latin-1")


def torch_object(name: str, index: int = 1) -> bytes:
    return ints(4, index) + text("V 1") + text(name)


def longs(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}q", *values)


def tensor(size: list[int], stride: list[int], offset: int, n: int, kind: str = "Float", width: int = 4) -> bytes:
    """A tensor and its storage of n items, whether or not they fit together."""
    head = torch_object(f"torch.{kind}Tensor") + ints(len(size)) + longs(*size, *stride, offset)
    return head + torch_object(f"torch.{kind}Storage", 2) + longs(n) + b"\1" * (width * min(n, 64) if n > 0 else 0)


def refused(data: bytes, match: str = ".") -> T7Error:
    with pytest.raises(T7Error, match=match) as caught:
        converter.load_all(data)
    assert caught.value.reason
    return caught.value


@pytest.mark.parametrize("name", ["cudnn-net.t7", "several.t7", "tds.ascii.t7", "dpt-v2.ascii.t7"])
def test_cut_short_at_every_byte(name):
    data = (LEGACY / name).read_bytes()
    whole = len(converter.load_all(data))
    for length in range(len(data)):
        try:
            found = converter.load_all(data[:length])
        except T7Error as error:
            assert error.offset is not None and error.offset <= length
        else:
            assert whole > 1 and len(found) < whole  # cut between two objects


@pytest.mark.slow
@pytest.mark.parametrize("name", VICTIMS)
@pytest.mark.parametrize("suffix", [".t7", ".ascii.t7"])
def test_random_mutations(name, suffix):
    path = LEGACY / f"{name}{suffix}"
    data, rng = path.read_bytes(), random.Random(path.name)
    tracemalloc.start()
    for _ in range(500):
        broken = mutated(data, rng)
        started = time.perf_counter()
        try:
            converter.load_all(broken)
        except T7Error as error:
            assert str(error)
        assert time.perf_counter() - started < 5
    assert tracemalloc.get_traced_memory()[1] < 100 << 20
    tracemalloc.stop()


def mutated(data: bytes, rng: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at, what = rng.randrange(len(broken)), rng.random()
        if what < 0.5:
            broken[at] = rng.randrange(256)
        elif what < 0.7:
            del broken[at : at + rng.randrange(1, 9)]
        elif what < 0.9:
            broken[at:at] = rng.randbytes(rng.randrange(1, 9))
        else:
            broken[at : at + 8] = rng.choice([b"\xff" * 8, b"\0" * 8, b"\xff\xff\xff\x7f\0\0\0\0", b"9" * 8])
    return bytes(broken)


EXABYTES = [
    tensor([2**60], [1], 1, 2**60),
    tensor([2**62, 2**62], [1, 1], 1, 4),
    tensor([3], [1], 1, 2**58, "Double", 8),
    torch_object("torch.DoubleStorage") + longs(2**61),
    torch_object("torch.ByteStorage") + longs(2**63 - 1),
    torch_object("torch.ByteStorage") + longs(-1),
    torch_object("torch.ByteStorage") + longs(-(2**63)),
    ints(3, 1, 2**31 - 1),
    ints(3, 1, -1),
    ints(2, 2**31 - 1) + b"abc",
    ints(2, -5) + b"abc",
    torch_object("torch.FloatTensor") + ints(2**31 - 1),
    torch_object("torch.FloatTensor") + ints(-1),
    torch_object("tds.Vec") + longs(2**62),
    torch_object("tds.Hash") + longs(2**62) + ints(0),
    ints(8, 1, 2**31 - 1),
    b"3\n1\n2147483647\n",
    b"4\n1\n3\nV 1\n19\ntorch.DoubleStorage\n9000000000000000000\n1 2 3\n",
    b"4\n1\n3\nV 1\n17\ntorch.ByteStorage\n9000000000000000000\nabc\n",
    b"2\n2147483647\nabc\n",
    b"2\n99999999999999999999\nabc\n",
]


@pytest.mark.parametrize("number", range(len(EXABYTES)))
def test_enormous_sizes(number):
    tracemalloc.start()
    refused(EXABYTES[number])
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(
    "size, stride, offset, n",
    [
        ([3], [1], 1, 2),
        ([2, 2], [2, 1], 2, 4),
        ([2, 2], [2**40, 1], 1, 4),
        ([2], [2**62], 1, 4),
        ([3], [1], 2**62, 4),
        ([1], [1], 5, 4),
        ([], [], 6, 4),
        ([1], [2**62], 1, 4),
        ([2**60, 8], [0, 0], 1, 4),
    ],
)
def test_views_outside_their_storage(size, stride, offset, n):
    refused(tensor(size, stride, offset, n), "storage|address")


@pytest.mark.parametrize("size, stride, offset", [([-1], [1], 1), ([2], [-1], 2), ([2], [1], 0), ([2], [1], -(2**63))])
def test_negative_geometry(size, stride, offset):
    refused(tensor(size, stride, offset, 4), "negative|counts from 1")


def test_a_view_that_fits_is_accepted():
    loaded = converter.loads(tensor([2, 2], [0, 3], 1, 4))
    assert loaded.array.shape == (2, 2)


@pytest.mark.parametrize(
    "data, match",
    [
        (ints(9), "type number"),
        (ints(3, 1, 1) + ints(77) + b"\0" * 8, "type number"),
        (ints(3, 1, 1) + ints(1) + b"\0" * 8 + ints(4, 1) + b"\0" * 8, "object 1 is a table"),
        (ints(3, 1, 1) + ints(1) + b"\0" * 8 + ints(8, 1) + b"\0" * 8, "object 1 is a table"),
        (ints(3, 1, 1) + ints(0) + ints(0) + b"\0" * 8, "nil as a key"),
        (ints(3, 1, 1) + ints(1) + struct.pack("<d", float("nan")) + ints(0) + b"\0" * 8, "NaN as a key"),
        (ints(5, 2) + b"\0" * 8, "boolean"),
        (torch_object("torch.FloatTensor") + ints(1) + longs(1, 1, 1) + ints(4, 1), "its own storage"),
        (tensor([1], [1], 1, 1).replace(b"torch.FloatStorage", b"torch.ShortStorag"), "torch.Short"),
        (torch_object("torch.FloatTensor") + ints(1) + longs(1, 1, 1) + ints(0), "beyond its storage"),
        (torch_object("no.Such") + ints(2), "unknown class no.Such"),
        (torch_object("nn.Linear") + ints(1), "class nn.Linear"),
        (torch_object("\x01\x02"), "name of a class"),
        (ints(8, 1, 1) + b"x" + ints(0), "upvalues"),
        (torch_object("nn.GPU") + ints(0) + ints(0), "nn.GPU"),
    ],
)
def test_nonsense(data, match):
    refused(data, match)


OTHER = {
    "empty": b"",
    "git-lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
    "HTML": b"<!DOCTYPE html>\n<html><head><title>404</title></head></html>",
    "pickle": pickle.dumps({"a": [1, 2]}, protocol=2),
    "zip": b"PK\x03\x04" + b"\0" * 40,
    "gzip": gzip.compress(b"abc" * 100),
    "xz": b"\xfd7zXZ\0" + b"\0" * 40,
    "bzip2": b"BZh91AY&SY" + b"\0" * 20,
    "HDF5": b"\x89HDF\r\n\x1a\n" + b"\0" * 40,
    "ONNX": b"\x08\x07\x12\x07pytorch\x1a\x052.0.0" + b"x" * 30,
    "safetensors": (64).to_bytes(8, "little") + b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    "numpy": b"\x93NUMPY\x01\0v\0{'descr': '<f4'}",
    "zero bytes": b"\0" * 4096,
    "Lua source": b"require 'nn'\nlocal net = nn.Sequential()\n",
    "text": b"Dear reader, this is no model.\n",
    "only 2 bytes": b"\x04\0",
    "PNG": b"\x89PNG\r\n\x1a\n" + b"\0" * 30,
}


@pytest.mark.parametrize("what", OTHER)
def test_something_else_is_named(what):
    error = refused(OTHER[what], "not a .t7 file")
    assert what.lower() in str(error).lower()


def test_the_file_and_the_place_are_named(tmp_path):
    path = tmp_path / "broken.t7"
    data = converter.dumps({"model": {"layers": [1, 2, "three"]}})
    path.write_bytes(data[:-2])
    with pytest.raises(T7Error, match=r"broken.t7, byte \d+: .*\(in model.layers.3\)"):
        converter.load(path)


def _nested(depth: int, wrap) -> object:
    value: object = Table()
    for _ in range(depth):
        value = wrap(value)
    return value


DEEP = {
    "tables": lambda inner: Table([inner]),
    "keys": lambda inner: Table({inner: 1}),
    "objects": lambda inner: UnknownObject("a.B", 1, {"x": inner}),
    "own layout": lambda inner: UnknownObject("tds.Vec", 0, {1: inner}),
    "functions": lambda inner: LuaFunction(8, b"code", Table([inner])),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind, ascii", [*((kind, False) for kind in DEEP), ("tables", True), ("objects", True)])
def test_nesting_a_hundred_thousand_deep(kind, ascii):
    data = converter.dumps(_nested(100_000, DEEP[kind]), ascii=ascii)
    assert converter.dumps(converter.loads(data), ascii=ascii) == data
    refused(data[: len(data) // 2])


def test_ascii_values_may_share_lines():
    data = b"3 1 2\n1 1 4 2 3\nV 1\n16\ntorch.IntStorage\n2 5 6 1 2 4 3 3\nV 1\n19\ntorch.DoubleStorage\n1\n 7 \n"
    found = converter.loads(data)
    assert found[1].tolist() == [5, 6] and found[2].tolist() == [7]
