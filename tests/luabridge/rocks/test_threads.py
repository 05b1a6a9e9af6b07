"""threads: jobs in Lua states of their own."""

from __future__ import annotations

import pytest

from luabridge import Lua, LuaScriptError


@pytest.fixture
def threads(lua):
    lua.execute("threads = require 'threads'; results = {}")
    return lua


def test_jobs_and_results_in_order(threads):
    threads.execute("""
       local factor = 10
       local pool, first = threads.Threads(2, function(id) base = id end, function(id) return id * 2 end)
       for i = 1, 5 do
          pool:addjob(function(x) return __threadid, x * factor, base end,
             function(...) table.insert(results, {...}) end, i)
       end
       pool:synchronize()
       initial = {first[1][1], first[2][1], pool:hasjob()}
       pool:terminate()""")
    results = [r.array_values() for r in threads.globals["results"].array_values()]
    assert results == [[1, 10, 1], [2, 20, 2], [1, 30, 1], [2, 40, 2], [1, 50, 1]]
    assert threads.globals["initial"].array_values() == [2, 4, False]


def test_states_have_their_own_globals_numbers_and_classes(threads):
    threads.execute("""
       require 'nn'
       local function define(factor)
          local Times = torch.class('nn.Times', 'nn.Module')
          function Times:updateOutput(x) return x * factor end
       end
       define(2)
       torch.manualSeed(1)
       expected = torch.uniform()
       torch.manualSeed(1)
       shared = 'main'
       local pool = threads.Threads(1, function() require 'nn' end, function()
          torch.manualSeed(7)
          torch.setdefaulttensortype('torch.FloatTensor')
          define(3)
       end)
       pool:addjob(function() return shared, torch.Tensor():type(), nn.Times():forward(torch.ones(1))[1] end,
          function(...) results = {...} end)
       pool:synchronize()
       drawn, kind, product = torch.uniform(), torch.Tensor():type(), nn.Times():forward(torch.ones(1))[1]
       pool:terminate()""")
    results = threads.globals["results"]
    assert (results.get(1), results[2], results[3]) == (None, "torch.FloatTensor", 3)
    assert threads.eval("drawn == expected, kind, product") == (True, "torch.DoubleTensor", 2)


def test_copied_and_shared_tensors(threads):
    code = """
       threads.Threads.serialization(...)
       local t, h = torch.zeros(2), tds.Hash{n = 1}
       local pool = threads.Threads(1, function() require 'tds' end)
       pool:addjob(function() t:add(1) h.n = h.n + 1 counter:inc() return t end, function(r) back = r end)
       pool:synchronize()
       pool:terminate()
       return t:sum(), h.n, back:sum(), counter:get()"""
    threads.execute("tds = require 'tds'")
    code = code.replace("local t,", "local counter = tds.AtomicCounter() local t,", 1)
    assert threads.execute(code, "threads.serialize") == (0, 1, 2, 0)
    assert threads.execute(code, "threads.sharedserialize") == (2, 2, 2, 1)


def test_errors_name_the_thread_and_the_line(threads):
    threads.execute("pool = threads.Threads(1); pool:addjob(function() local x; return x.y end)", name="@main.lua")
    with pytest.raises(LuaScriptError, match=r"\[thread 1 callback\] main.lua:1: attempt to index local 'x'"):
        threads.execute("pool:synchronize()")
    with pytest.raises(LuaScriptError, match=r"\[thread 1 endcallback\].*no"):
        threads.execute("pool:addjob(function() end, function() error('no') end); pool:synchronize()")


def test_specific_threads(threads):
    threads.execute("""
       local pool = threads.Threads(3)
       pool:specific(true)
       for _, id in ipairs {3, 1, 3} do
          pool:addjob(id, function() return __threadid end, function(n) table.insert(results, n) end)
       end
       pool:synchronize()
       ok, message = pcall(pool.addjob, pool, 4, function() end)
       pool:terminate()""")
    assert threads.globals["results"].array_values() == [3, 1, 3]
    assert "thread index expected" in threads.globals["message"]


def test_output_of_threads_is_captured(capsys):
    Lua().execute("local p = require('threads').Threads(1); p:addjob(function() print('from', 1) end); p:synchronize()")
    assert capsys.readouterr().out == "from\t1\n"
