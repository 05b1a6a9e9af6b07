"""The length operator in rewritten sources."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError
from luabridge.lengths import with_lengths


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ("#t", "<t>"),
        ("a[#a + 1] = b", "a[<a> + 1] = b"),
        ("#x.y[1]:f(2){3}'s'.z + 1", "<x.y[1]:f(2){3}'s'.z> + 1"),
        ("return#t", "return<t>"),
        ("##t", "<<t>>"),
        ("-#t ^ 2", "-<t ^ 2>"),
        ("#t ^ 2 ^ #u", "<t ^ 2 ^ <u>>"),
        ("#'a' .. #\"b\" .. #[[c]]", "<'a'> .. <\"b\"> .. <[[c]]>"),
        ("#{1, #t}", "<{1, <t>}>"),
        ("#(a or b).c", "<(a or b).c>"),
        ("not #t == 0", "not <t> == 0"),
        ("'#t' .. [==[ ]] #t]==] -- #t\n--[[ #t ]] #u", "'#t' .. [==[ ]] #t]==] -- #t\n--[[ #t ]] <u>"),
        ("select('#', ...)", "select('#', ...)"),
        ("#...", "<...>"),
        ("x = #a\n(b)()", "x = <a\n(b)()>"),
    ],
)
def test_rewriting(source, rewritten):
    """In the expectation < and > stand for the call's beginning and end."""
    assert with_lengths(source) == rewritten.replace("<", '(("").__len(').replace(">", "))")


@pytest.mark.parametrize("source", ["#", "#(", "x = '#", "#x.", "#+", "--[[ #t"])
def test_what_is_no_lua_stays(source):
    assert with_lengths(source) == source


def test_lengths_of_tables_and_all_else(lua):
    lua.execute("""
       t = setmetatable({}, {__len = function(self) return self.n or 42 end})
       assert(#t == 42 and #{1, 2} == 2 and #'abc' == 3 and #{#t} == 1)
       t.n = 5
       assert(#t == 5 and -#t == -5 and #t .. '' == '5')""")
    assert lua.eval("#t") == 5  # chunks that come later
    with pytest.raises(LuaScriptError, match=r"script.lua:2: attempt to get length of"):
        lua.execute("local x\nreturn #x -- __len", name="@script.lua")


def test_chunks_of_all_kinds(lua, tmp_path):
    source = "#!/usr/bin/env th\nreturn setmetatable({}, {__len = function() return 7 end})"
    (tmp_path / "lengths.lua").write_text(source)
    lua.execute("package.path = ... .. '/?.lua;' .. package.path; path = ... .. '/lengths.lua'", str(tmp_path))
    lua.execute("first = dofile(path)")
    assert lua.execute("local t = dofile(path) return #t, #first") == (7, 7)
    assert lua.execute("local t = require('lengths') return #t") == 7
    assert lua.execute("local t = loadfile(path)() return #t") == 7
    assert lua.eval("load('return #... -- __len')(dofile(path)), loadstring('return #...')(dofile(path))") == (7, 7)
    lua.execute("parts, i = {'return ', '#', 'x'}, 0; function read() i = i + 1 return parts[i] end")
    assert lua.eval("load(read, 'name', 't', {x = dofile(path)})()") == 7


def test_environments_do_not_hide_it(lua):
    lua.execute("t = setmetatable({}, {__len = function() return 3 end}); f = setfenv(function(t) return #t end, {})")
    assert lua.eval("f(t)") == 3
