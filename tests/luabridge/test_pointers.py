"""Pointers for ffi, raw reads and writes of objects, and the classes' own constructors."""

from __future__ import annotations

import numpy as np
import pytest

from luabridge import Lua
from runtime import TorchError, torch

LUA = Lua()
pytestmark = pytest.mark.skipif(LUA.eval("jit == nil"), reason="plain Lua has no ffi")


@pytest.mark.parametrize("name", ["Byte", "Char", "Short", "Int", "Long", "Float", "Double", "Cuda", "CudaLong"])
def test_data_points_at_the_elements(name):
    x = torch.TYPES[f"{name}Tensor"]([[1, 2, 3], [4, 5, 6]])
    assert LUA.execute("""
        local x = ...
        local p, q = x:select(2, 2):data(), torch.data(x:storage())
        p[0] = 9
        return tonumber(p[3]), tonumber(q[0]), x[1][2], torch.data(x, true) == torch.data(x:storage(), true)
    """, x) == (5, 1, 9, True)  # fmt: skip


def test_half_data_are_bits():
    assert LUA.eval("torch.HalfTensor{1, 2}:data()[1].x") == np.float16(2).view("u2")


def test_nothing_to_point_at():
    assert LUA.eval("torch.Tensor():data()") is None and LUA.eval("torch.data(nil)") is None


def test_cdata_is_kept_but_not_looked_into():
    assert LUA.execute("""
        local x, y = torch.Tensor(2), torch.Tensor(2)
        return x:cdata() == x:cdata(), x:cdata() == y:cdata(), type(torch.cdata(x)), torch.cdata(x, true) > 0
    """) == (True, False, "cdata", True)  # fmt: skip
    for use in ("x:cdata().size[0]", "x:storage():cdata().data", "x:cdata().nDimension"):
        with pytest.raises(RuntimeError, match=r"TH\w+: tensors and storages are no C structures here.*use :data\(\)"):
            LUA.execute(f"local x = torch.Tensor(2); return {use}")


def test_storages_on_memory_of_others():
    x = torch.DoubleTensor([1, 2, 3])
    assert LUA.execute("""
        local x = ...
        local s = torch.DoubleStorage(2, torch.data(x, true))
        s[2] = 7
        return x[2], s:size(), torch.DoubleTensor(s):sum()""", x) == (7, 2, 8)  # fmt: skip
    for address in (0, 5):
        with pytest.raises(TorchError, match="no memory is there"):
            torch.DoubleStorage(2, address)
    assert len(torch.DoubleStorage(0, 5)) == 0


def test_storages_are_retained_and_freed():
    assert (
        LUA.execute("local s = torch.Storage(2); s:retain(); s:retain(); s:free(); s:free(); s:free(); return s:size()")
        == 2
    )


def test_allocators_have_no_constructor():
    with pytest.raises(RuntimeError, match="no constructor available"):
        LUA.eval("torch.Allocator()")


def test_objects_write_and_read_their_own_contents():
    assert LUA.execute("""
        local file = torch.MemoryFile():binary()
        local x = torch.range(1, 6):resize(2, 3):t()
        x:write(file); torch.Tensor():write(file); torch.IntStorage{4, 5}:write(file)
        file:seek(1)
        local y, e, s = torch.Tensor(), torch.Tensor(1), torch.IntStorage()
        y:read(file); e:read(file); s:read(file)
        file:writeObject(nil); file:seekEnd()
        return torch.equal(x, y), y:stride(1), e:dim(), s[2]""") == (True, 1, 0, 5)  # fmt: skip


def test_generators_write_and_read_their_state():
    assert LUA.execute("""
        local file, g = torch.MemoryFile():binary(), torch.Generator()
        torch.manualSeed(g, 5)
        torch.random(g)
        g:write(file)
        local expected = torch.random(g)
        file:seek(1)
        local other = torch.Generator.new()
        other:read(file)
        return torch.random(other) == expected""")


def test_halves_have_no_numbers_in_files():
    with pytest.raises(RuntimeError, match="torch.HalfStorage:write: files have no such numbers"):
        LUA.execute("torch.HalfStorage(2):write(torch.MemoryFile())")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("nil", 0),
        ("1", 1),
        ("'a'", 2),
        ("{}", 3),
        ("torch.Tensor()", 4),
        ("false", 5),
        ("function() end", 8),
        ("io.stdout", None),
    ],
)
def test_what_files_can_write(value, number):
    assert LUA.eval(f"torch.MemoryFile():isWritableObject({value})") == number


def test_index_methods_of_classes():
    assert LUA.execute("""
        local mt, x = torch.getmetatable('torch.DoubleTensor'), torch.Tensor{1, 2}
        local value, known = mt.__index__(x, 2)
        return value, known, mt.__index__(x, 'name'), mt.__newindex__(x, 1, 5), x[1], mt.__newindex__(x, 'name', 1)
    """) == (2, True, False, True, 5, False)  # fmt: skip


@pytest.mark.parametrize(
    "made", ["torch.Timer.new()", "torch.DoubleStorage.new(3)", "torch.MemoryFile.new()", "torch.Tensor.new(2)"]
)
def test_classes_make_objects_by_new(made):
    name = made.split(".new")[0].replace("torch.Tensor", "torch.DoubleTensor")
    assert LUA.eval(f"torch.typename({made})") == name
