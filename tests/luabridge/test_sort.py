"""table.sort with a script's function: the comparisons and the outcome of Lua's own, faster."""

from __future__ import annotations

from importlib import import_module

import pytest

from luabridge import Lua
from luabridge.errors import LuaScriptError

#: Sorts lists of all lengths and writes down every comparison, the outcome and what a failing order leaves behind.
PROGRAM = """
local log = {}
local function write(...) for i = 1, select('#', ...) do log[#log + 1] = tostring((select(i, ...))) end end
local state = 1
local function draw(n) state = (state * 1103515245 + 12345) % 2147483648 return math.floor(state / 65536) % n end
local orders = {
   function(a, b) write(a.id, b.id) return a.key < b.key end,
   function(a, b) return a.key > b.key end,
   function(a, b) if a.key ~= b.key then return a.key < b.key end return a.id < b.id end,
   function(a, b) return a.key <= b.key end,                      -- no order: an error, or not
   function(a, b) return draw(3) > 0 or a == nil or b == nil end,
   function(a, b) return a.key == b.key and 0 or nil end,
}
for n = 0, 90 do
   for _, before in ipairs(orders) do
      local list = {}
      for i = 1, n do list[i] = {id = i, key = draw(1 + n / 3)} end
      local ok, message = pcall(table.sort, list, before)
      write(ok, not ok and message:match('invalid order') or message == nil)
      for i = 1, n do write(list[i].id) end
   end
end
return table.concat(log, ' ')
"""


@pytest.fixture(scope="module")
def lua() -> Lua:
    return Lua()


def test_comparisons_and_outcome_are_those_of_lua(lua: Lua) -> None:
    original = import_module("lupa.luajit21").LuaRuntime()
    expected = original.execute(PROGRAM)
    assert len(expected) > 100_000
    assert lua.execute(PROGRAM) == expected


def test_errors(lua: Lua) -> None:
    many = "local t = {} for i = 1, 30 do t[i] = i % 7 end "
    for source, text in (
        ("table.sort(t, function(a, b) error('mine') end)", ":2: mine"),
        ("table.sort(t, function(a, b) return true end)", ":2: invalid order function for sorting"),
        ("table.sort(t, 5)", "bad argument #2 to 'sort' \\(function expected, got number\\)"),
        ("t[9] = 'x'; table.sort(t, function(a, b) return a < b end)", ":2: attempt to compare"),
    ):
        with pytest.raises(LuaScriptError, match=text):
            lua.execute(many + "\n" + source)


def test_what_a_table_with_a_metatable_holds_is_sorted_as_it_is(lua: Lua) -> None:
    source = """
    local seen, list = 0, {}
    for i = 1, 40 do list[i] = i * 17 % 41 end
    setmetatable(list, {__index = function() seen = seen + 1 end, __newindex = function() seen = seen + 1 end})
    table.sort(list, function(a, b) return a > b end)
    for i = 2, 40 do assert(list[i - 1] > list[i]) end
    return seen"""
    assert lua.execute(source) == 0


def test_a_traceback_shows_the_c_function(lua: Lua) -> None:
    source = """
    local t = {}
    for i = 1, 30 do t[i] = i % 7 end
    local ok, trace = xpcall(function() table.sort(t, function(a, b) error('x') end) end, debug.traceback)
    return trace"""
    trace = lua.execute(source)
    assert trace.count("[C]: in function 'sort'") == 1 and "luabridge" not in trace
