"""xlua and sys beyond their records."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError


def test_progress_writes_one_line(lua, capsys):
    lua.execute("for i = 1, 4 do xlua.progress(i, 4) end")
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and " 4/4 " in out and "Tot:" in out and out.count("ETA:") == 3


def test_missing_arguments_show_the_usage(lua, capsys):
    lua.execute("""
       local a = {arg = 'a', type = 'number', help = 'h', req = true}
       function f(...) return xlua.unpack({...}, 'f', 'what', a) end""")
    assert lua.eval("(select(2, f{a = 3})), (select(2, f(4)))") == (3, 4)
    with pytest.raises(LuaScriptError, match="error"):
        lua.execute("f{b = 1}")
    out = capsys.readouterr().out
    assert "missing argument: a" in out and "a = number" in out


def test_profiler(lua):
    lua.execute("p = xlua.Profiler(); p:start('x', 'fps'); p:lap('x')")
    assert lua.eval("p:formatAll()").startswith("$ profiler report:\n$ real 0.") and "fps" in lua.eval("p:formatAll()")


def test_what_it_adds_to_table_and_string(lua):
    assert lua.eval("('a,b'):split(',')").array_values() == ["a", "b"]
    kept, removed = lua.eval("table.splice({1, 2, 3, 4}, 2, 2)")
    assert (kept.array_values(), removed.array_values()) == ([1, 4], [2, 3])
    assert lua.eval("#table.prune({1, 2, 2, 3})") == 3
    assert lua.eval("string.tosymbol('math.pi')") == pytest.approx(3.14159, abs=1e-5)


def test_sys(lua):
    assert lua.eval("sys.execute('echo; echo out; echo')") == "out"
    assert "no-such" in lua.eval("sys.execute('no-such-program')")
    assert lua.execute("sys.tic(); sys.sleep(0.01); return sys.toc() >= 0.01") is True
    lua.execute("folder, file = sys.fpath()", name="@/some/where.lua")
    assert lua.eval("folder, file") == ("/some", "where.lua")
