"""Modules in Lua count as tables: type, pairs, next, rawget, fields of any kind."""

from __future__ import annotations

import subprocess
import sys

import pytest

from runtime import nn, torch


@pytest.fixture
def lua(lua):
    lua.require("nn")
    return lua


def test_what_modules_and_tensors_are(lua):
    assert lua.eval("type(nn.Linear(1, 1)), type(torch.Tensor()), type(torch.LongStorage())") == (
        "table",
        "userdata",
        "userdata",
    )
    assert lua.eval("type(io.stdout), type(nil), type({})") == ("userdata", "nil", "table")
    assert lua.eval("torch.typename(nn.Linear(1, 1)), torch.type(3), torch.typename({})") == (
        "nn.Linear",
        "number",
        None,
    )


def test_fields_of_any_kind(lua):
    m = nn.Identity()
    lua.execute("""
        local m = ...
        m.number, m.text, m.flag, m.tensor = 1.5, 'x', true, torch.ones(2)
        m.list = {1, {2}}; m.f = function(a) return a + 1 end; m[1] = 'first'; m.other = nn.Tanh()""", m)  # fmt: skip
    assert (m.number, m.text, m.flag, m.tensor.tolist()) == (1.5, "x", True, [1, 1])
    assert m.list[2][1] == 2 and m.f(1) == 2 and vars(m)[1] == "first" and isinstance(m.other, nn.Tanh)
    assert lua.execute("""
        local m = ...
        local l = m.list
        l[3] = 'new'
        m.other = nil
        return m.list == l, m.f(2), m.other, m[1]""", m) == (
        True, 3, None, "first",
    )  # fmt: skip
    assert m.list[3] == "new" and "other" not in vars(m)


def test_missing_fields_are_nil(lua):
    m = nn.Linear(2, 1, False)
    assert lua.execute("local m = ...; return m.nothing, m.bias, m[5], m[nil]", m) == (None,) * 4


def test_walking_over_fields(lua):
    m = nn.Linear(2, 1)
    by_pairs = lua.execute("local m, t = ..., {}; for k, v in pairs(m) do t[k] = torch.type(v) end; return t", m)
    by_next = lua.execute(
        "local m, t = ..., {}; local k, v = next(m); while k do t[k] = torch.type(v); k, v = next(m, k) end; return t",
        m,
    )
    assert dict(by_pairs.items()) == dict(by_next.items())
    assert by_pairs["weight"] == "torch.DoubleTensor" and set(dict(by_pairs.items())) == {
        k for k, v in vars(m).items() if v is not None
    }
    lua.execute("local m = ...; for k in pairs(m) do if k == 'bias' then m[k] = nil end end", m)
    assert "bias" not in vars(m)


def test_raw_access_and_table_functions(lua):
    m = nn.Identity()
    assert lua.execute("""
        local m = ...
        rawset(m, 'k', 1)
        local before = {rawget(m, 'k'), rawget(m, 'forward')}
        table.insert(m, 'a'); table.insert(m, 'c'); table.insert(m, 2, 'b')
        local joined = table.concat(m, ',')
        return before[1], before[2], joined, table.remove(m, 1), rawlen(m), select('#', unpack(m))""", m) == (
        1, None, "a,b,c", "a", 2, 2,
    )  # fmt: skip


def test_setmetatable_changes_the_class(lua):
    m = nn.Tanh()
    lua.execute("setmetatable(..., getmetatable(nn.Sigmoid()))", m)
    assert type(m) is nn.Sigmoid and lua.execute("return torch.type(...)", m) == "nn.Sigmoid"
    with pytest.raises(RuntimeError, match="lives in Python"):
        lua.execute("setmetatable(..., {})", m)


def test_containers_hold_genuine_tables(lua):
    net = nn.Sequential().add(nn.Linear(2, 3)).add(nn.Tanh())
    assert lua.execute("""
        local net = ...
        table.insert(net.modules, 1, nn.Identity())
        local names = {}
        for i, m in ipairs(net.modules) do names[i] = torch.type(m) end
        return #net.modules, #net, table.concat(names, ' '), net.modules[2] == net:get(2)""", net) == (
        3, 3, "nn.Identity nn.Linear nn.Tanh", True,
    )  # fmt: skip
    assert net.forward(torch.ones(2)).nElement() == 3


def test_inputs_and_outputs_may_be_tables(lua):
    assert lua.execute("""
        local net = nn.ParallelTable():add(nn.Identity()):add(nn.Tanh())
        local out = net:forward({torch.ones(1), torch.zeros(1)})
        return type(out), #out, out[1][1], out == net.output""") == ("table", 2, 1, True)


def test_names_of_packages(lua):
    assert lua.execute(
        "local n = 0; for k, v in pairs(nn) do n = n + 1 end; return n > 100, type(nn.utils.recursiveType)"
    ) == (True, "function")
    assert (
        lua.execute(
            "local found; for k in pairs(torch) do if k == 'FloatTensor' then found = true end end; return found"
        )
        is True
    )


def test_the_hessian_reaches_classes_that_are_in_use():
    source = """
        require 'nn'
        local m = nn.Sequential():add(nn.Linear(2, 2))
        m:forward(torch.ones(2))
        nn.hessian.enable()
        m:initDiagHessianParameters()
        print(m:get(1).diagHessianWeight:nElement(), select('#', m:getParameters()))
    """
    # enable() is for good: it must not reach other tests
    done = subprocess.run([sys.executable, "-m", "luabridge", "run", "-e", source], capture_output=True, text=True)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["4", "3"], "")


def test_loops_over_modules_and_tables_go_by_the_genuine_next(lua):
    """Code compiled for one iterator loses keys of tables once the loop has met another one."""
    assert lua.eval("select(1, pairs(nn.Tanh())) == select(1, pairs({}))") is True
    lost = lua.execute("""
        local seed, lost = 1, 0
        local function r(n) seed = (seed * 16807) % 2147483647; return seed % n + 1 end
        local function walk(value, depth)
           if type(value) == 'table' then
              local keys = {}
              for k in pairs(value) do if k ~= 'none' then keys[#keys + 1] = k end end
              local count, key = 0, next(value)
              while key ~= nil do count, key = count + 1, next(value, key) end
              if count ~= #keys then lost = lost + 1 end
              if depth > 0 then for _, k in ipairs(keys) do walk(value[k], depth - 1) end end
           end
        end
        local function some()
           local kind = r(6)
           if kind <= 3 then return r(9) + 0.5 end
           if kind == 4 then return {r(9), r(9)} end
           return kind == 5 and 'text' or nn.Tanh()
        end
        for _ = 1, 1500 do
           local t = {}
           if r(3) > 1 then for i = 1, r(20) do t[i] = r(9) + 0.25 end
           else for i = 1, r(9) do t['f' .. r(12)] = some() end end
           walk(t, 2)
        end
        return lost""")
    assert lost == 0
