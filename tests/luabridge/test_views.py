"""Views - parts of tensors that exist in Lua only until Python needs them - are tensors like any other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luabridge import Lua
from runtime import Table, nn, torch

LUA = Lua()
#: A view of the argument: its second use in a row finds the place, so that no Python tensor is made.
VIEW = LUA.execute("return function(x, make) make(x); make(x); local v = make(x); kept = v; return v end")


def in_lua(source: str, *args):
    """Runs `source` with the first of `args` warmed up: x[1] is a view there."""
    return LUA.execute(f"local x, a, b = ...; local _ = x[1], x[1]; {source}", *args)


def test_what_a_view_is():
    assert in_lua("""
        local v = x[1]
        return type(v), torch.type(v), torch.isTensor(v), torch.isTypeOf(v, 'torch.DoubleTensor'),
           getmetatable(v) == getmetatable(x), torch.typename(v)""", torch.zeros(2, 3)) == (
        "userdata", "torch.DoubleTensor", True, True, True, "torch.DoubleTensor",
    )  # fmt: skip


def test_identity():
    assert in_lua("""
        local v, w = x[1], x[1]
        local m = nn.Module(); m.field = v
        local keys = {[v] = 'found'}
        local same = torch.pointer(v) == torch.pointer(m.field)
        return v == v, v == w, m.field == v, v == m.field, v == nil, keys[v], same""",
        torch.zeros(2, 3)) == (True, False, True, True, False, "found", True)  # fmt: skip


def test_a_tensor_stays_the_same_key():
    assert LUA.execute("""
        local x, m = torch.zeros(2, 3), nn.Module()
        local _ = x[1], x[1]
        local found = {}
        for _, t in ipairs {x[2], x:t(), torch.Tensor(4), x:narrow(1, 1, 1)} do
           local known = {[t] = true}
           m.field = t
           table.insert(found, known[t:resize(2, 2)] and known[t:zero()] and known[m.field] and known[({m.field})[1]])
           collectgarbage()
           table.insert(found, known[m.field] and rawequal(m.field, t))
        end
        local kept = m.field  -- the last one; Lua may forget the object now
        kept = nil
        collectgarbage()
        m.field:fill(3)
        return #found, m.field:sum(), found[1], found[2], found[3], found[4], found[5], found[6], found[7], found[8]
    """) == (8, 12, *[True] * 8)  # fmt: skip


LUA.require("nn")


def test_python_sees_ordinary_tensors():
    x = torch.range(1, 6).resize(2, 3)
    v = VIEW(x, LUA.eval("function(x) return x[2] end"))
    assert type(v) is torch.DoubleTensor and v.tolist() == [4, 5, 6] and v.storage() is x.storage()
    table = in_lua("return {x[1], rows = {x:narrow(1, 2, 1)}}", x)
    assert isinstance(table, Table) and table[1].tolist() == [1, 2, 3] and table["rows"][1].tolist() == [[4, 5, 6]]
    assert in_lua("return nn.Identity():forward(x[2])", x).tolist() == [4, 5, 6]


def test_methods_operators_and_text():
    x = torch.range(1, 6).resize(2, 3)
    assert in_lua("""local v = x[2]
        return v:sum(), v:size(1), (#v)[1], (v + 1)[1], (2 * v)[3], (v - x[1])[1], (-v)[1]""", x) == (
        15, 3, 3, 5, 12, 3, -4,
    )  # fmt: skip
    assert in_lua("return x[2] * x[1], tostring(x[1]), string.format('%s', x[1])", x) == (
        32, repr(torch.Tensor([1, 2, 3])), repr(torch.Tensor([1, 2, 3])))  # fmt: skip
    assert in_lua("x[1]:fill(9):add(1); x[2]:copy(x[1]); x:select(2, 3):zero(); return x:sum()", x) == 40
    assert in_lua("return x[1].nothing, x[1][nil], pcall(function() x[1].field = 1 end)", x)[:3] == (None, None, False)


def test_views_follow_their_storage():
    x = torch.range(1, 6).resize(2, 3)
    assert in_lua("""
        local v = x[2]
        x:storage():resize(100000)
        v[1] = 40
        local moved = x[2][1]
        x:set(torch.zeros(4))
        return moved, v[1], v:sum()""", x) == (40, 40, 51)  # fmt: skip


def test_a_storage_that_shrinks_does_not_leave_a_dangling_pointer():
    x = torch.range(1, 20000).resize(2, 10000)
    ok, text = in_lua("local v = x[2]; x:storage():resize(3); return pcall(function() return v[5000] end)", x)
    assert ok is False and isinstance(text, str)


def test_views_that_change_their_geometry():
    x = torch.range(1, 6).resize(2, 3)
    assert in_lua("""
        local v, w = x[2], x[2]
        v:resize(1, 3); v:set(torch.Tensor{{7, 8}})
        return v:dim(), v[1][2], v:size(2), w[1], w:dim()""", x) == (2, 8, 2, 4, 1)  # fmt: skip


def test_views_keep_their_storage_alive():
    assert (
        LUA.execute("""
        local v
        do local x = torch.ones(2, 50000); local _ = x[1], x[1]; v = x[2]; x = nil end
        for i = 1, 3 do collectgarbage(); torch.zeros(100000) end
        return v:sum()""")
        == 50000
    )


def test_functions_patched_in_lua_see_views():
    LUA.execute("function torch.DoubleTensor:firstForTest() return self[1] end")
    assert in_lua("return x[2]:firstForTest()", torch.range(1, 4).resize(2, 2)) == 3


def test_saving_and_containers_of_views():
    x = torch.range(1, 4).resize(2, 2)
    assert in_lua("return torch.deserialize(torch.serialize({x[2], x}))[1][1]", x) == 3
    net = nn.Sequential()
    in_lua("a.output = x[1]; a.list = {x[2]}; return a:clone()", x, net)
    assert net.output.tolist() == [1, 2] and net.list[1].tolist() == [3, 4]


@pytest.mark.parametrize("call", ["x:narrow(1, 0, 1)", "x:narrow(1, 2, 3)", "x:narrow(3, 1, 1)",
                                  "x:select(1, 9)", "x:select(0, 1)", "x[9]",
                                  "x[{{1, 9}, {}}]", "x[{{2, 1}}]", "x:narrow(1, 1)"])  # fmt: skip
def test_errors_are_pythons(call):
    def attempt(prepare):
        return LUA.execute(
            f"local x = ...; {prepare} return select(2, pcall(function() local y = {call}; return 'none' end))",
            torch.zeros(2, 3),
        )

    cold, warm = attempt(""), attempt("local _ = x[1], x[1];")
    assert warm == cold and warm != "none"


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_chains_of_parts_are_numpys(data):
    shape = data.draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    array = np.arange(float(np.prod(shape))).reshape(shape)
    x = torch.from_numpy(array)
    chain = ["local x = ...; for warm = 1, 3 do v = x"]
    for _ in range(data.draw(st.integers(1, 4))):
        if array.ndim < 2:
            break
        kind = data.draw(st.sampled_from(["index", "select", "narrow", "t", "part"]))
        d = data.draw(st.integers(0, array.ndim - 1))
        i = data.draw(st.integers(0, array.shape[d] - 1))
        n = data.draw(st.integers(1, array.shape[d] - i))
        if kind == "index":
            chain.append(f"v = v[{i + 1}]" if d == 0 else f"v = v:select({d + 1}, {i + 1})")
            array = array.take(i, d)
        elif kind == "select":
            chain.append(f"v = v:select({d + 1}, {i + 1})")
            array = array.take(i, d)
        elif kind == "narrow":
            chain.append(f"v = v:narrow({d + 1}, {i + 1}, {n})")
            array = array.take(range(i, i + n), d)
        elif kind == "t" and array.ndim == 2:
            chain.append("v = v:t()")
            array = array.T
        elif kind == "part":
            keys = ["{}"] * array.ndim
            keys[d] = f"{{{i + 1}, {i + n}}}"
            chain.append(f"v = v[{{{', '.join(keys)}}}]")
            array = array.take(range(i, i + n), d)
    found = LUA.execute("\n".join([*chain, "end return v, v:sum(), v:totable(), v:isContiguous()"]), x)
    assert np.array_equal(found[0].numpy(), array) and found[1] == array.sum()
    assert LUA.execute("return torch.Tensor((...))", found[2]).tolist() == array.tolist()
