"""Names of files, arguments and messages that are not ASCII: Lua's strings are their bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import luabridge

SCRIPT = """
require 'torch'
local d = arg[1]
assert(d == 'dä中', d)
require('paths').mkdir(d)
torch.save(d .. '/fïle.t7', {1, torch.ones(2)})
assert(torch.load(d .. '/fïle.t7')[2]:sum() == 2)
torch.save(d .. '/fïle.txt', {5}, 'ascii')
assert(torch.load(d .. '/fïle.txt', 'ascii')[1] == 5)
local file = torch.DiskFile(d .. '/ñ', 'w'):binary()
file:writeDouble(torch.DoubleStorage{1, 2, 3})
file:close()
assert(torch.DoubleStorage(d .. '/ñ')[2] == 2)
local shared = torch.DoubleStorage(d .. '/größe', true, 4):fill(7)
assert(torch.DoubleStorage(d .. '/größe')[4] == 7)
local missing = d .. '/fehlt_é'
for _, open in ipairs {torch.load, function(name) torch.DiskFile(name, 'r') end} do
   local ok, message = pcall(open, missing)
   assert(not ok and message:find('<' .. missing .. '>', 1, true), message)
end
local ok, message = pcall(torch.save, missing .. '/x', 1)
assert(not ok and message:find('cannot open <' .. missing .. '/x> in mode', 1, true), message)
print(arg[0], d, 'ä')
error('zu Ende, ö')
"""


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PYTHONPATH": str(Path(luabridge.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "luabridge", "run", *arguments]
    return subprocess.run(command, capture_output=True, cwd=folder, env=environment, encoding="utf-8")


def test_a_script_with_such_names(tmp_path: Path) -> None:
    (tmp_path / "skrípt.lua").write_text(SCRIPT, encoding="utf-8")
    done = run("skrípt.lua", "dä中", folder=tmp_path)
    assert done.stdout == "skrípt.lua\tdä中\tä\t\n"
    assert done.stderr.startswith("luabridge: skrípt.lua:24: zu Ende, ö\n")
    assert (tmp_path / "dä中" / "fïle.t7").exists() and done.returncode == 1


def test_a_statement(tmp_path: Path) -> None:
    assert run("-e", "print('ü', #'ü')", folder=tmp_path).stdout == "ü\t2\t\n"


def test_scripts_run_from_python(tmp_path: Path) -> None:
    script = tmp_path / "ä.lua"
    script.write_text("torch.save(arg[1], {arg[1], arg[0]})", encoding="utf-8")
    luabridge.Lua().run(script, [str(tmp_path / "ö.t7")])
    saved = luabridge.load(tmp_path / "ö.t7")
    assert saved[1].encode("latin-1").decode() == str(tmp_path / "ö.t7")
    assert saved[2].encode("latin-1").decode() == str(script)


def test_pythons_warnings_are_not_shown(tmp_path: Path) -> None:
    statement = """
    torch.conv2(torch.HalfTensor(3, 3):fill(60000), torch.HalfTensor(2, 2):fill(60000))
    torch.HalfTensor(3):scatter(1, torch.LongTensor{1}, 1e30)
    torch.Tensor(3):fill(1000):exp():var()
    """
    done = run("-e", statement, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_prompt() -> None:
    lines = "print('ü', #'ü')\nerror('ä')\nx = 'ö' 1\n"
    command = [sys.executable, "-m", "luabridge", "repl"]
    environment = {**os.environ, "PYTHONPATH": str(Path(luabridge.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}
    shown = subprocess.run(command, input=lines, capture_output=True, env=environment, encoding="utf-8").stdout
    assert shown.startswith("ü\t2\t\nä\n")
    assert "syntax error: " in shown and "Ã" not in shown
