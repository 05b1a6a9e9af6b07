"""Numbers, strings, tables and functions on their way between Python and Lua."""

from __future__ import annotations

import math

import numpy as np
import pytest

from runtime import Table, nn, torch


@pytest.mark.parametrize("value", [None, True, False, 0, 7, -3.5, 1e300, math.inf, "", "text", "\x00\xff", 2**53])
def test_plain_values_return_unchanged(lua, value):
    echo = lua.eval("function(v) return v end")
    assert echo(value) == value and type(echo(value)) in (type(value), int, float)


def test_nan_returns_as_nan(lua):
    assert math.isnan(lua.eval("function(v) return v end")(math.nan))


def test_negative_zero_survives_in_both_directions(lua):
    assert lua.eval("function(v) return 1 / v end")(-0.0) == -math.inf
    assert math.copysign(1, lua.eval("-0.0")) == -1
    assert math.copysign(1, lua.eval("{-0.0}")[1]) == -1
    t = torch.zeros(2)
    lua.execute("local t = ...; t:fill(-0.0)", t)
    assert np.signbit(t.array).all()


@pytest.mark.parametrize("value", [np.float32(0.5), np.int64(3), np.uint8(200), np.float64(2.5), np.bool_(True)])
def test_numpy_scalars_are_numbers_in_lua(lua, value):
    kind, same = lua.eval("function(v) return type(v), v end")(value)
    assert kind == ("boolean" if isinstance(value, np.bool_) else "number") and same == value


def test_integers_beyond_64_bits_become_floats(lua):
    assert lua.eval("function(v) return v end")(2**70) == 2.0**70


def test_several_results_are_a_tuple(lua):
    assert lua.eval("1, nil, 'x'") == (1, None, "x")
    assert lua.execute("return") is None


class TestTables:
    def test_a_lua_table_is_a_live_table(self, lua):
        table = lua.execute("t = {1, 2, x = {y = 'z'}}; return t")
        assert isinstance(table, Table) and len(table) == 2 and table["x"]["y"] == "z"
        lua.execute("t[3] = 'three'; t.x.y = 5")
        assert table[3] == "three" and table["x"]["y"] == 5
        table["new"] = [1]
        table[4] = Table(["a", "b"])
        assert lua.eval("t[4][2]") == "b"

    def test_the_same_table_is_the_same_object(self, lua):
        first = lua.execute("t = {}; return t")
        assert lua.eval("t") is first
        assert lua.eval("function(u) return u == t end")(first) is True

    def test_a_native_table_moves_to_lua_and_stays_live(self, lua):
        inner = Table(["deep"])
        table = Table({1: "one", 2: inner, "key": 3})
        table[True] = "yes"
        lua.globals["t"] = table
        assert lua.eval("type(t), #t, t[2][1], t.key, t[true]") == ("table", 2, "deep", 3, "yes")
        lua.execute("t[2][2] = 'more'; t.key = nil; table.insert(t, 'three')")
        assert inner.array_values() == ["deep", "more"] and "key" not in table and table[3] == "three"
        assert lua.eval("t[2]") is inner

    def test_cycles_and_sharing(self, lua):
        a, b = Table(), Table()
        a["b"], b["a"], a["again"] = b, a, b
        assert lua.eval("function(a) return a.b.a == a, a.b == a.again end")(a) == (True, True)

    def test_deep_nesting_does_not_recurse(self, lua):
        outer = inner = Table()
        for _ in range(20_000):
            inner[1] = Table()
            inner = inner[1]
        depth = lua.execute("local t = ...; local n = 0; while t do t = t[1]; n = n + 1 end; return n", outer)
        assert depth == 20_001

    def test_large_arrays_cross_whole(self, lua):
        values = list(range(10_001))
        table = Table(values)
        assert lua.execute("local t = ...; return #t, t[10001]", table) == (10_001, 10_000)
        assert table.array_values() == values
        assert dict(table.items()) == dict(enumerate(values, 1))

    def test_a_table_is_not_kept_alive_by_either_side(self, lua):
        lua.execute("watch = setmetatable({}, {__mode = 'k'}); local t = {}; watch[t] = true; return t")
        lua.execute("collectgarbage() collectgarbage()")
        assert lua.eval("next(watch)") is None


class TestFunctions:
    def test_identity_is_kept(self, lua):
        f = lua.execute("f = function() end; return f")
        assert lua.eval("function(g) return g == f end")(f) is True
        assert lua.eval("f") is f

    def test_python_functions_are_lua_functions(self, lua):
        lua.globals["add"] = lambda a, b: a + b
        assert lua.eval("type(add), add(1, 2)") == ("function", 3)
        assert lua.eval("add == add")

    def test_arguments_and_results_are_converted(self, lua):
        seen = []
        lua.globals["record"] = lambda *args: seen.append(args) or Table(["made"])
        assert lua.eval("record({1, 2}, 'x', nil, nil)[1]") == "made"
        assert isinstance(seen[0][0], Table) and seen[0][1:] == ("x",)

    def test_surplus_arguments_are_dropped_and_missing_ones_left_out(self, lua):
        assert lua.execute("require 'nn'; return nn.Linear(2, 3, true, 'surplus'):reset(nil).weight:size(1)") == 3

    def test_functions_without_a_result_give_none(self, lua):
        lua.require("nn")
        assert lua.execute("return select('#', nn.Tanh():parameters()), select('#', nn.Sequential():get(1))") == (0, 1)


def test_what_python_cannot_use_is_handed_back(lua):
    module = nn.Module()
    lua.execute("local m = ...; co = coroutine.create(print); m.co = co", module)
    assert lua.execute("local m = ...; return m.co == co, type(m.co)", module) == (True, "thread")


def test_foreign_python_objects_give_their_attributes(lua):
    class Point:
        x = 3

        def moved(self, by):
            return self.x + by

    assert lua.eval("function(p) return p.x, p:moved(2) end")(Point()) == (3, 5)
