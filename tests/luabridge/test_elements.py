"""Elements and parts of tensors in Lua, against numpy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luabridge import Lua
from runtime import torch

TYPES = ("Byte", "Char", "Short", "Int", "Long", "Float", "Double", "Half", "Cuda", "CudaLong")
LUA = Lua()
READ = LUA.execute("""return function(x, way)
    local list, n1, n2 = {}, x:size(1), x:dim() > 1 and x:size(2) or 1
    for i = 1, n1 do
       for j = 1, n2 do
          local v
          if x:dim() == 1 then v = way == 'list' and x[{i}] or x[i]
          elseif way == 'list' then v = x[{i, j}]
          else v = x[i][j] end
          list[#list + 1] = v
       end
    end
    return list
end""")


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("way", ["chain", "list"])
def test_reading_all_types(name, way):
    values = np.arange(12).reshape(3, 4)
    x = getattr(torch, f"{name}Tensor")(values.tolist())
    for view in (x, x.t(), x.narrow(2, 2, 2), x.select(1, 2), x.select(2, 3)):
        assert READ(view, way).array_values() == view.numpy().reshape(-1).tolist()


@pytest.mark.parametrize("name", TYPES)
def test_writing_converts_as_c_does(name):
    x = getattr(torch, f"{name}Tensor")(2, 3).zero()
    LUA.execute("local x = ...; x[1][2] = 3.9; x[{2, 3}] = -1; x[2][1] = 300; x[{{}, 2}][2] = 7", x)
    expected = np.zeros((2, 3))
    expected[0, 1], expected[1, 2], expected[1, 0], expected[1, 1] = 3.9, -1, 300, 7
    dtype = x.numpy().dtype
    expected = expected.astype(np.int64).astype(dtype) if dtype.kind in "iu" else expected.astype(dtype)
    assert np.array_equal(x.numpy(), expected)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_parts_are_numpys(data):
    shape = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    array = np.arange(float(np.prod(shape))).reshape(shape)
    order = data.draw(st.permutations(range(len(shape))))
    x = torch.from_numpy(array).permute(*[d + 1 for d in order]) if len(shape) > 1 else torch.from_numpy(array)
    array = array.transpose(order)
    lua_key, key = [], []
    for n in array.shape[: data.draw(st.integers(1, len(shape)))]:
        first = data.draw(st.integers(1, n))
        last = data.draw(st.integers(first, n))
        kind = data.draw(st.sampled_from(["index", "range", "all"]))
        lua_key.append({"index": str(first), "range": f"{{{first}, {last}}}", "all": "{}"}[kind])
        key.append({"index": first - 1, "range": slice(first - 1, last), "all": slice(None)}[kind])
    found = LUA.execute(f"local x = ...; return x[{{{', '.join(lua_key)}}}]", x)
    expected = array[tuple(key)]
    assert np.array_equal(np.asarray(found), expected)
    LUA.execute(f"local x = ...; x[{{{', '.join(lua_key)}}}] = -5", x)
    assert (array[tuple(key)] == -5).all()


def test_pointers_follow_resizes_and_sets():
    x = torch.ones(2)
    assert LUA.execute("""
        local x = ...
        local seen = {x[1]}
        x:resize(100000):fill(2); seen[2] = x[100000]
        x:set(torch.Tensor{7, 8}); seen[3] = x[2]
        x:storage():resize(5000); x:resize(5000); x[5000] = 9; seen[4] = x[5000]
        return table.concat(seen, ' ')""", x) == "1 2 8 9"  # fmt: skip


def test_rows_are_tensors_of_their_own():
    assert LUA.execute("""
        local x = torch.zeros(3, 2)
        local a, b = x[1], x[1]
        a:set(torch.Tensor{5}); b[1] = 4
        return a ~= b, a[1], x[1][1], x[1]:storage() == x:storage()""") == (True, 5, 4, True)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("torch.Tensor(2)[3]", "out of range"),
        ("torch.Tensor(2)[0]", "out of range"),
        ("torch.Tensor(2, 2)[{1, 3}]", "out of bound"),
        ("torch.Tensor(2, 2)[{1, 1, 1}]", "too many indices"),
        ("torch.Tensor()[1]", "empty tensor"),
        ("torch.LongStorage(2)[3]", "out of bounds"),
    ],
)
def test_bounds_are_checked(expression, text):
    with pytest.raises(RuntimeError, match=text):
        LUA.eval(expression)


def test_other_keys():
    assert LUA.execute("local x = torch.Tensor{1, 2}; return x.nothing, x[nil], x[{-1}], x[-1]") == (None, None, 2, 2)
    assert LUA.execute("local x = torch.Tensor{1, 2, 3}; x[x:gt(1)] = 0; return x:sum(), x[torch.LongStorage{1}]") == (
        1,
        1,
    )
    with pytest.raises(RuntimeError, match="cannot be indexed"):
        LUA.execute("torch.Tensor(1).field = 1")


def test_apply_and_map_on_any_layout():
    base = torch.range(1, 24).resize(2, 3, 4)
    for view in (base.clone(), base.clone().transpose(1, 3), base.clone().narrow(2, 2, 2), base.clone().select(3, 2)):
        before = view.numpy().copy()
        order = LUA.execute(
            "local x, seen = ..., {}; x:apply(function(v) seen[#seen + 1] = v; return v * 2 end); return seen", view
        )
        assert order.array_values() == before.reshape(-1).tolist() and np.array_equal(view.numpy(), before * 2)
        LUA.execute("local x, y = ...; x:map(y, function(a, b) return a - b end)", view, view.clone())
        assert not view.numpy().any()
    x = torch.IntTensor([1, 2])
    LUA.execute("local x = ...; x:map2(x, x, function(a, b, c) return a + b + c + 0.9 end):apply(function() end)", x)
    assert x.tolist() == [3, 6]


def test_tensors_from_tables_and_back():
    for name, values in itertools.product(
        ("Byte", "Float", "Double", "Half"), ([1, 2], [[1, 2], [3, 4], [5, 6]], [[[7]]])
    ):
        kind, shape, same = LUA.execute(f"""
            local list = ...
            local x = torch.{name}Tensor(list)
            return x:type(), table.concat(x:size():totable(), 'x'), x:totable()""", _table(values))  # fmt: skip
        assert kind == f"torch.{name}Tensor" and _list(same) == values and shape == "x".join(map(str, np.shape(values)))
    for wrong in ("{{1, 2}, {3}}", "{1, 'x'}", "{1, {2}}"):
        with pytest.raises(RuntimeError, match="invalid"):
            LUA.eval(f"torch.Tensor({wrong})")


def _table(values):
    from runtime import Table

    return Table([_table(v) if isinstance(v, list) else v for v in values])


def _list(table):
    return [_list(v) if hasattr(v, "array_values") else v for v in table.array_values()]


def test_loops_over_elements_serve_any_number_of_functions():
    x = torch.ones(3)
    assert LUA.execute("""
        local x = ...
        for i = 1, 1200 do  -- functions of as many places, then many of one place
           local f = loadstring(string.rep('\\n', i % 40) .. 'return function(v) return v + ' .. i .. ' end')()
           x:apply(f)
        end
        for i = 1, 50 do x:apply(function(v) return v - i end) end
        local seen = {}
        x:narrow(1, 1, 2):apply(function(v) seen[#seen + 1] = v end)
        return x[1], #seen""", x) == (1 + sum(range(1201)) - sum(range(51)), 2)  # fmt: skip


def test_what_a_function_may_return_to_apply():
    for wrong in ("'x'", "{}"):
        with pytest.raises(RuntimeError, match="cannot convert"):
            LUA.execute(f"torch.Tensor(3):apply(function() return {wrong} end)")
    assert LUA.eval("torch.Tensor{1, 2}:apply(function(v) if v == 1 then return 7 end end)").tolist() == [7, 2]
    for name in ("Float", "Double"):  # the sign and the rest of a NaN's bits are not Lua's business
        x = torch.TYPES[f"{name}Tensor"](4).zero()
        x.numpy().view("i4" if name == "Float" else "i8")[...] = [-1, -2, -3, -4]
        assert (
            LUA.execute("local x, n = ..., 0; x:apply(function(v) if v ~= v then n = n + 1 end end); return n", x) == 4
        )
