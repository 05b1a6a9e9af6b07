"""tds: Hash and Vec, from both sides and in files."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError
from runtime import torch
from runtime.tds import Hash, Vec


@pytest.fixture
def tds(lua):
    lua.execute("tds = require 'tds'")
    return lua


def test_nested_construction(tds):
    tds.execute("h = tds.Hash{a = 1, b = {2, 3}, c = {x = {y = 4}}}")
    assert tds.eval("#h, torch.type(h.b), h.c.x.y, h.none") == (3, "tds.Vec", 4, None)
    assert tds.eval("#tds.Vec(1, 'x', {2})") == 3


def test_python_sees_the_same_contents(tds):
    h = tds.execute("h = tds.Hash{a = 1} return h")
    assert isinstance(h, Hash) and h["a"] == 1
    h["b"] = torch.ones(2)
    assert tds.eval("h.b:sum(), #h") == (2, 2)
    tds.execute("h.a = nil; h.c = 'new'")
    assert sorted(h.keys()) == ["b", "c"]


def test_python_objects_arrive_as_they_are(tds):
    v = Vec([1, Vec([2])])
    assert tds.execute("local v = ... v:insert('end') return torch.type(v), v[2][1], #v", v) == ("tds.Vec", 2, 3)
    assert v[3] == "end"


def test_vec_keeps_its_length_with_nil_inside(tds):
    assert tds.execute("v = tds.Vec(1, 2); v:resize(4); v[6] = 'x' return #v, v[4]") == (6, None)
    assert tds.execute("v:remove(1); v:insert(2, 'y') return #v, v[1], v[2]") == (6, 2, "y")
    assert tds.execute("local n = 0 for _ in ipairs(v) do n = n + 1 end return n") == 6


def test_sort_and_concat(tds):
    tds.execute("v = tds.Vec(3, 1, 2) v:sort(function(a, b) return a > b end)")
    assert tds.eval("v:concat('-')") == "3-2-1"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("h[{}] = 1", "unsupported key/value type <table>"),
        ("h.x = print", "unsupported key/value type <function>"),
        ("h[nil] = 1", "hash index is nil"),
        ("v[0] = 1", "positive number expected as key"),
        ("return v.nothing", "invalid key"),
    ],
)
def test_what_cannot_be_stored(tds, code, message):
    with pytest.raises(LuaScriptError, match=message):
        tds.execute("h, v = tds.Hash(), tds.Vec() " + code)


def test_files_and_clones(tds):
    tds.execute("h = tds.Hash{v = tds.Vec(1, 'x')}; copy = torch.deserialize(torch.serialize({h, h}))")
    tds.execute("copy[1].v[1] = 7")
    assert tds.eval("copy[2].v[1], h.v[1], torch.type(copy[1])") == (7, 1, "tds.Hash")
    assert tds.execute("local c = tds.AtomicCounter() c:inc() return torch.deserialize(torch.serialize(c)):get()") == 1


def test_text(tds):
    text = tds.eval("tostring(tds.Vec(1, tds.Hash{a = 'b'}))")
    assert text == "tds.Vec[2]{\n    1 : 1\n    2 : tds.Hash[1]{\n        a : b\n        }\n}"
