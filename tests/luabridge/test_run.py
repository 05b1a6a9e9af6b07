"""luabridge run: th's command line, output and exit codes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest


@pytest.fixture
def run(tmp_path):
    def run(*arguments, script=None, stdin=""):
        if script is not None:
            (tmp_path / "script.lua").write_text(script)
        command = [sys.executable, "-m", "luabridge", "run", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, input=stdin, timeout=60)

    return run


def test_arguments(run):
    done = run(
        "script.lua", "-a", "x y", "--", "3", script="print(arg[0], #arg, arg[1], arg[2], arg[4], arg[-1] ~= nil, ...)"
    )
    assert (done.returncode, done.stdout) == (0, "script.lua\t4\t-a\tx y\t3\ttrue\t\n")


@pytest.mark.parametrize(("code", "status"), [("os.exit(3)", 3), ("os.exit(true)", 0), ("os.exit(false)", 1), ("", 0)])
def test_exit_codes_and_flushing(run, code, status):
    done = run("script.lua", script=f"io.write('no newline'); {code} print()")
    assert done.returncode == status and done.stdout.startswith("no newline")


def test_uncaught_errors(run):
    done = run(
        "script.lua", script="print('first')\nlocal function f()\n  torch.Tensor(2):add(torch.Tensor(3))\nend\nf()"
    )
    assert done.returncode == 1 and done.stdout == "first\t\n"
    assert done.stderr.startswith("luabridge: script.lua:3: inconsistent tensor size")
    assert "stack traceback:" in done.stderr and "script.lua:5: in main chunk" in done.stderr
    assert "Traceback (most recent call last)" not in done.stderr and "luabridge." not in done.stderr.split("\n", 1)[1]


def test_pythons_traceback_on_request(run):
    done = run("--python-traceback", "script.lua", script="torch.Tensor(2):add(torch.Tensor(3))")
    assert done.returncode == 1 and "Traceback (most recent call last)" in done.stderr


def test_syntax_errors_and_missing_scripts(run):
    done = run("script.lua", script="x = = 1")
    assert done.returncode == 1 and "script.lua:1: unexpected symbol near '='" in done.stderr
    done = run("missing.lua")
    assert done.returncode == 1 and "cannot open missing.lua" in done.stderr


def test_error_objects(run):
    done = run("script.lua", script="error(setmetatable({}, {__tostring = function() return 'as text' end}))")
    assert done.returncode == 1 and done.stderr.startswith("luabridge: as text")


def test_statements_and_libraries(run):
    assert run("-e", "print(1 + 1)").stdout == "2\t\n"
    assert run("-l", "nn", "-e", "print(nn.Tanh())").stdout == "nn.Tanh\t\n".replace("\t", "")
    done = run("-e", "error('bad')")
    assert done.returncode == 1 and "bad" in done.stderr


def test_the_order_of_output(run):
    done = run("script.lua", script="io.write('a '); print('b'); os.execute('echo c'); io.write('d\\n'); os.exit()")
    assert done.stdout == "a b\t\nc\nd\n"


def test_interrupt(tmp_path):
    (tmp_path / "s.lua").write_text(
        "print('ready') local x = torch.Tensor(10) while true do pcall(function() x:add(1) end) end"
    )
    command = [sys.executable, "-m", "luabridge", "run", "s.lua"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout.readline() == "ready\t\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130 and "interrupted" in err and "Traceback" not in err


def test_require(run, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "inner.lua").write_text("local other = require('./other') return other")
    (tmp_path / "sub" / "other.lua").write_text("return {name = 'other'}")
    (tmp_path / "broken.lua").write_text("error('boom')")
    done = run("script.lua", script="""
        print(require('sub.inner').name, require 'torch' == torch, package.loaded.torch == torch)
        print((select(2, pcall(require, 'not_there')):match("module 'not_there' not found:")))
        local function message() return (select(2, pcall(require, 'broken'))) end
        print(message():match('boom'), message():match('loop or previous error'))
    """)  # fmt: skip
    assert done.stdout == "other\ttrue\ttrue\t\nmodule 'not_there' not found:\t\nboom\tloop or previous error\t\n", (
        done.stderr
    )


def test_a_library_that_is_not_there_is_skipped(run):
    done = run("-l", "nosuchlibrary", "-e", "print('on')")
    assert done.returncode == 0
    assert done.stdout.startswith("could not load nosuchlibrary, skipping\t\nmodule 'nosuchlibrary' not found:")
    assert done.stdout.endswith("\non\t\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_is_buffered_as_c_does(run, monkeypatch, unbuffered):
    """What a child process prints comes before what the script has written and not flushed."""
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    done = run("script.lua", script="io.write('mine\\n') os.execute('echo child') io.write('more\\n')")
    assert done.stdout == "child\nmine\nmore\n"


def test_os_exit_takes_numbers(run):
    done = run("script.lua", script="print(pcall(os.exit, 'x')) os.exit('3')")
    assert done.returncode == 3 and "bad argument #1 to 'exit' (number expected, got string)" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGPIPE")
@pytest.mark.parametrize("write", ["print('x')", "io.write('x\\n')"])
def test_a_reader_that_goes_away_ends_the_script(tmp_path, write):
    (tmp_path / "script.lua").write_text(f"while true do {write} end")
    command = [sys.executable, "-m", "luabridge", "run", "script.lua"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout.readline() == b"x\t\n" if "print" in write else b"x\n"
    process.stdout.close()
    assert process.wait(60) == -signal.SIGPIPE
    assert process.stderr.read() == b""
    process.stderr.close()
