"""Where lupa has no LuaJIT, plain Lua 5.1 runs the same scripts, without ffi."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
require 'nn'
local C, parent = torch.class('nn.Doubling', 'nn.Module')
function C:updateOutput(x) self.output = x * 2; return self.output end
local net = nn.Sequential():add(nn.Doubling()):add(nn.Identity())
local x = torch.Tensor{{1, 2}, {3, 4}}
x[1][2] = 7
x[{2, 1}] = x[{1, 1}] + 5
x:apply(function(v) return v + 0.5 end)
print(jit, net:forward(x)[2][1], x:totable()[1][2], #x:size())
print(pcall(function() x:add(torch.Tensor(3)) end))
print(select(2, xpcall(function(a) error({a}) end, function(e) return e end, 5))[1])
local co = coroutine.wrap(function() coroutine.yield(net:get(1)) end)
print(co(), table.unpack({1, 2}))
"""


def test_a_script(tmp_path):
    (tmp_path / "s.lua").write_text(SCRIPT)
    environment = {**os.environ, "LUABRIDGE_LUA": "lua51"}
    done = subprocess.run([sys.executable, "-m", "luabridge", "run", "s.lua"], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, timeout=60)  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "nil\t13\t7.5\t2\t" and lines[2:] == ["5\t", "nn.Doubling", "1\t2\t"]
    assert lines[1].startswith("false\ts.lua:11: inconsistent tensor size")
