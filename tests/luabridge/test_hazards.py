"""lupa's hazards: each is closed, and each is real - without its fix the same program fails.

Every program runs in a process of its own; a crash counts as a failure. `UNDO` takes the fix back.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

PRELUDE = """
import gc, random, resource, sys, weakref
import luabridge
from runtime import Table, TorchObject, account, nn, register, torch
lua = luabridge.Lua()
engine = lua._engine
inside = lambda source: engine.state.execute(source, engine.bridge)
"""


def run(program: str, undo: str = "") -> subprocess.CompletedProcess:
    source = PRELUDE.replace("account, ", "") + "from runtime.memory import account\n" + undo + program
    command = [sys.executable, "-c", source]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, -1, "", "hangs")


CACHE = """
@register("test.Item")
class Item(TorchObject):
    def __init__(self, i):
        self.i = i

touch = engine.state.eval("function(o) local t = {{}, {}, {}} return o.i end")
keep = engine.state.execute('''
    local ring, n = {}, 0
    return function(o) n = n % 3000 + 1; local old = ring[n]; ring[n] = o; return old and old.i end''')
random.seed(1)
pool = [Item(i) for i in range(3000)]
for r in range(150_000):
    i = random.randrange(3000)
    if r % 3:
        touch(pool[i])
    else:
        keep(pool[i])
        pool[i] = Item(r)
"""

DANGLING = """
kept = []
lua.globals["keep"] = kept.append
for i in range(300):
    lua.execute("local co = coroutine.wrap(function() keep({'x'}) keep(function() return 'y' end) end) co() co = nil")
    lua.execute("collectgarbage() for i = 1, 100 do local t = coroutine.create(print) end")
for value in kept:
    assert (value[1] if isinstance(value, Table) else value()) in ("x", "y")
"""

RESUME = """
lua.globals["through"] = lambda f: f()
for i in range(200):
    found = lua.execute('''
        local n = 0
        for i = 1, 50 do
           resume(coroutine.create(function()
              through(function() collectgarbage(); n = n + 1; return {} end)
           end))
        end
        return n''')
    assert found == 50, found
"""

GROWTH = """
lua.execute("for i = 1, 1500 do local x = torch.DoubleTensor(131072):fill(i) end")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
assert peak < 600, peak
"""

STACK = """
lua.globals["through"] = lambda f: f()
text = lua.execute('''
    local function f(n) return through(function() return f(n + 1) end) .. '' end
    return select(2, pcall(f, 1))''')
assert "stack overflow" in text, text
"""

# number in shared design: (program, how to take the fix back)
HAZARDS = {
    "1 objects freed while in use": (CACHE, "inside(\"local B = ... B.raw.collectgarbage('setstepmul', 200)\")\n"),
    "3 values first seen in a coroutine": (DANGLING, "engine._anchor = lambda value: value\n"),
    "4 coroutines that nothing anchors": (RESUME, "inside('resume = (...).raw.resume')\n"),
    "6 growth that Lua does not see": (GROWTH, "account.on_pressure = None\n"),
}


@pytest.mark.parametrize("name", HAZARDS)
def test_closed(name):
    program, _ = HAZARDS[name]
    done = run(program, "lua.execute('resume = coroutine.resume')\n")
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("name", HAZARDS)
def test_real_without_the_fix(name):
    program, undo = HAZARDS[name]
    assert run(program, undo).returncode != 0, "lupa has mended this: the fix can go"


def test_2_python_code_behind_fields_may_call_lua(lua):
    """lupa's own __index, __newindex, __tostring and __call misread Lua's stack when Python calls Lua from them."""
    lua.execute("source = {value = 'right'}")

    class Lazy:
        @property
        def value(self):
            return lua.globals["source"]["value"]

        def __str__(self):
            return lua.globals["source"]["value"]

        def __call__(self, *args):
            return lua.globals["source"]["value"]

    assert lua.eval("function(o) return o.value, tostring(o), o('extra') end")(Lazy()) == ("right",) * 3
    engine = lua._engine
    kinds = """local found = {}
        for _, name in ipairs {'__index', '__newindex', '__tostring', '__call'} do
           found[#found + 1] = debug.getinfo((...).POBJECT[name], 'S').what
        end
        return table.concat(found, ' ')"""
    assert engine.state.execute(kinds, engine.bridge) == "Lua Lua Lua Lua"


def test_1_scripts_cannot_reopen_the_window(lua):
    assert lua.eval("collectgarbage('setstepmul', 200)") == 200
    engine = lua._engine
    assert engine.state.execute("return (...).raw.collectgarbage('setstepmul', 0)", engine.bridge) == 0


@pytest.mark.skipif(sys.version_info < (3, 11), reason="frames of the last exception keep their locals before 3.11")
def test_7_nothing_of_the_bridge_closes_a_cycle_over_both_heaps(lua):
    import gc
    import weakref

    lua.require("nn")
    module = lua.execute("""
        local Own = torch.class('nn.OwnForCycles', 'nn.Module')
        function Own:__init() nn.Module.__init(self); self.list = {1, {2}}; self.f = function() return 1 end end
        function Own:updateOutput(input) self.seen = {input}; return input end
        local net = nn.Sequential():add(nn.OwnForCycles()):add(nn.Linear(2, 2))
        net:forward(torch.ones(2)); net.modules[1].list[3] = 'x'; net.note = {net.modules}
        pcall(net.forward, net, torch.ones(7))
        return net""")
    watched = [weakref.ref(m) for m in (module, module.modules[1], module.modules)]
    del module
    for _ in range(3):
        lua.execute("collectgarbage()")
        gc.collect()
    assert [w() for w in watched] == [None] * 3


def test_8_deep_nesting_is_an_error_not_a_crash():
    done = run(STACK)
    assert done.returncode == 0, (done.returncode, done.stderr[-1000:])


def test_8_many_levels_work():
    levels = {(3, 10): 500, (3, 12): 100}.get(sys.version_info[:2], 1000)  # early 3.12: a fixed limit on C calls
    done = run(f"""
lua.globals["through"] = lambda f: f()
depth = lua.execute('''
    local function f(n)
       if n == 0 then return 0 end
       return 1 + through(function() return f(n - 1) end)
    end
    return f(...)''', {levels})
assert depth == {levels}
""")
    assert done.returncode == 0, done.stderr[-1000:]


def test_9_the_language_of_torchs_luajit(lua):
    assert lua.eval("table.unpack({1, 2, 3})") == (1, 2, 3)
    assert lua.eval("table.pack(1, nil, 3).n") == 3
    assert lua.eval("rawlen({1, 2}), rawlen('abc')") == (2, 3)
    assert lua.execute("""
        local function first(_, k) if not k then return 1, 'one' end end
        local t = setmetatable({}, {__pairs = function() return first end})
        for k, v in pairs(t) do return k, v end""") == (1, "one")
    assert lua.execute("return os.execute('exit 3')") == (None, "exit", 3)
    assert lua.execute("return type(coroutine.running())") == "thread"


def test_reading_elements_never_makes_an_invalid_lua_value(lua):
    """NaNs of other bits than the machine's own would be taken for tables or strings by LuaJIT."""
    import numpy as np

    from runtime import torch

    patterns = np.arange(0xFFF8, 0x10000, dtype=np.uint64) << 48 | 0x123456789ABC
    doubles = torch.from_numpy(patterns.view(np.float64).copy())
    floats = torch.from_numpy(np.array([0xFFC00001, 0xFFFFFFFF, 0xFF800001, 0x7FC00000], np.uint32).view(np.float32))
    for tensor in (doubles, floats):
        assert lua.execute(
            """
            local x, nans = ..., 0
            jit.off()
            for round = 1, 2 do
               for i = 1, x:size(1) do local v = x[i]; if type(v) == 'number' and v ~= v then nans = nans + 1 end end
               for _, v in ipairs(x:totable()) do if v ~= v then nans = nans + 1 end end
               x:apply(function(v) if v ~= v then nans = nans + 1 end end)
               jit.on()
            end
            collectgarbage()
            return nans == 6 * x:nElement()""",
            tensor,
        )


def test_infinities_and_the_smallest_numbers_are_read_as_they_are(lua):
    from runtime import torch

    values = [float("inf"), -float("inf"), -3e38, -0.0, 1e-45]
    for tensor in (torch.DoubleTensor(values), torch.FloatTensor(values)):
        read = lua.execute(
            "local x, t = ..., {}; for i = 1, 5 do t[i] = x[i] end; for i = 1, 5 do t[i] = x[i] end; return t", tensor
        )
        assert list(map(repr, read.array_values())) == list(map(repr, tensor.tolist()))
