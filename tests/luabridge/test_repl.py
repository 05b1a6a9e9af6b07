"""The interactive interpreter, fed through a pipe."""

from __future__ import annotations

import subprocess
import sys


def session(*lines: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "luabridge", "repl"]
    return subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, timeout=60)


def test_values_are_shown():
    done = session("1 + 1", "= 'text'", "x = 5", "x * 2;", "_LAST", "torch.ones(1)")
    assert done.returncode == 0
    assert done.stdout == "2\t\ntext\t\n10\t\n 1\n[torch.DoubleTensor of size 1]\n\n"


def test_statements_over_several_lines():
    done = session("function f(x)", "  return x * 2", "end", "for i = 1, 2 do", "  print(f(i))", "end")
    assert done.stdout == "2\t\n4\t\n"


def test_errors_do_not_end_the_session():
    done = session("x = = 1", "nothing.field", "torch.Tensor(2):add(torch.Tensor(3))", "1")
    assert "syntax error: stdin:1: unexpected symbol" in done.stdout
    assert "attempt to index global 'nothing'" in done.stdout and "inconsistent tensor size" in done.stdout
    assert done.stdout.endswith("1\t\n") and done.returncode == 0


def test_shell_commands_and_exit_codes():
    assert session("$ echo from the shell").stdout == "from the shell\n"
    assert session("os.exit(4)", "print('never')").returncode == 4


def test_completion(lua):
    engine = lua._engine
    engine.load_file("repl", engine.bridge)
    lua.execute("require 'nn'; deep = {inner = {alpha = 1, alone = 2}}; m = nn.Linear(1, 1); x = torch.ones(1)")

    def complete(text):
        return engine.call(engine.bridge["repl"]["complete"], text).array_values()

    assert complete("deep.inner.al") == ["deep.inner.alone", "deep.inner.alpha"]
    assert (
        complete("x:narr") == ["x:narrow"]
        and "m.weight" in complete("m.we")
        and complete("m:updateOu") == ["m:updateOutput"]
    )
    assert "nn.Linear" in complete("nn.Lin") and complete("nowhere.x") == []
