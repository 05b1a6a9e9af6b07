"""torch.CmdLine: parsing, help, names of runs, logs."""

from __future__ import annotations

import re

import pytest

SETUP = """
    cmd = torch.CmdLine()
    cmd:text('Options')
    cmd:option('-lr', 0.5, 'learning rate')
    cmd:option('--gpu', false, 'use the gpu')
    cmd:option('-name', 'model')
    -- what `f` writes to io.write and print, and what it gives or raises; os.exit ends it
    function out(f, ...)
       local parts = {}
       local write, exit, show = io.write, os.exit, print
       io.write = function(...) for _, part in ipairs {...} do parts[#parts + 1] = part end end
       print = function(...)
          local shown = {...}
          for i = 1, select('#', ...) do shown[i] = tostring(shown[i]) end
          parts[#parts + 1] = table.concat(shown, ' ') .. '\\n'
       end
       os.exit = function(code) error({exit = code}) end
       local done, result = pcall(f, ...)
       io.write, os.exit, print = write, exit, show
       if not done and type(result) == 'table' then result = 'exit ' .. result.exit end
       return table.concat(parts), result
    end
"""
HELP = "Options\n  -lr   learning rate [0.5]\n  --gpu use the gpu [false]\n  -name [model]\n"


@pytest.fixture
def lua(lua):
    lua.execute(SETUP)
    return lua


@pytest.mark.parametrize(
    "words, expected",
    [
        ("", {"lr": 0.5, "gpu": False, "name": "model"}),
        ("'-lr', '1e-3', '--gpu'", {"lr": 0.001, "gpu": True, "name": "model"}),
        ("'-name', '-lr'", {"lr": 0.5, "gpu": False, "name": "-lr"}),
        ("'-lr', '0x10', '-lr', '2'", {"lr": 2, "gpu": False, "name": "model"}),
    ],
)
def test_parse(lua, words, expected):
    assert dict(lua.execute(f"return cmd:parse{{{words}}}").items()) == expected


def test_arguments(lua):
    text, params = lua.execute("""
        cmd:argument('-input', 'a file')
        cmd:argument('output')
        cmd:option('-flag', true, 'a flag')
        return out(function() cmd:help({[0] = 'train.lua'}) return cmd:parse{'a', '-flag', 'b'} end)""")
    assert text == (
        "Usage: train.lua [options] <input> <output>\n"
        "Options\n  -lr      learning rate [0.5]\n  --gpu    use the gpu [false]\n  -name    [model]\n"
        "  <input>  a file\n  <output>\n  -flag    a flag [true]\n"
    )
    assert (params["input"], params["output"], params["flag"]) == ("a", "b", False)


@pytest.mark.parametrize("word", ["-h", "-help", "--help"])
def test_help_ends_the_program(lua, word):
    assert lua.execute(f"return out(cmd.parse, cmd, {{'-lr', '1', '{word}', [0] = 'x'}})") == (
        "Usage: x [options]\n" + HELP,
        "exit 0",
    )


@pytest.mark.parametrize(
    "words, message",
    [
        ("'stray'", "invalid argument: stray"),
        ("'-lr'", "missing argument for option -lr"),
        ("'-lr', 'fast'", "invalid type for option -lr (should be number)"),
        ("'-unknown', '1'", "invalid argument: -unknown"),
    ],
)
def test_wrong_command_lines_end_the_program(lua, words, message):
    text, result, said = lua.execute(f"""
        local said = ''
        local stderr = io.stderr
        io.stderr = {{write = function(_, text) said = said .. text end}}
        local text, result = out(cmd.parse, cmd, {{{words}}})
        io.stderr = stderr
        return text, result, said""")
    assert (text, result, said) == ("\n\nUsage: [options]\n" + HELP, "exit 1", message)


def test_missing_arguments(lua):
    _, result = lua.execute(
        "cmd:argument('-input') io.stderr = {write = function() end} return out(cmd.parse, cmd, {})"
    )
    assert result == "exit 1"


@pytest.mark.parametrize(
    "code, message",
    [
        ("cmd:option('-x')", "option -x has no default value"),
        ("cmd:option('-x', 1, 'help', 'string')", "option -x has wrong default type value"),
        ("cmd:text(5)", "assertion failed!"),
        ("cmd:addTime('name', 5)", "Argument has to be string"),
    ],
)
def test_wrong_use(lua, code, message):
    done, text = lua.execute(f"return pcall(function()\n{code}\nend)")
    assert not done and text.endswith(f":2: {message}")


def test_string(lua):
    lua.execute("cmd:argument('-data')")
    text, name = lua.execute("return out(cmd.string, cmd, 'run', {lr = 0.25, gpu = true, data = 'mnist'}, {})")
    assert name == "run,data=mnist,lr=0.25"  # only options with one dash are found
    assert "lr 0.25 0.5\n" in text
    assert "WARNING: unknown option/argument: gpu IGNORING for DIRECTORY NAME\n" in text
    assert lua.execute("return out(cmd.string, cmd, 'run', {lr = 0.5}, {})") == ("", "run")
    assert lua.execute("return out(cmd.string, cmd, nil, {lr = 0.5}, {lr = false})")[1] == ",lr=0.5"
    assert lua.execute("return out(cmd.string, cmd, 'run', {lr = 1}, {lr = true})") == ("-- ignore option lr\n", "run")
    lua.execute("other = torch.CmdLine('-', '_') other:option('-b', false) other:option('-a', true)")
    assert lua.execute("return out(other.string, other, 'run', {a = false, b = true}, {})")[1] == "run-a_f-b_t"


def test_log(lua, tmp_path):
    path = str(tmp_path / "log")
    text, _ = lua.execute(
        """
        local path = ...
        return out(function()
           cmd:log(path, {lr = 1})
           print('shown', 5)
           cmd:silent()
           print('not shown')
           cmd:addTime('me', '%Y')
           print('x')
        end)""",
        path,
    )
    assert re.fullmatch(r"\[program started on .*\]\n\[command line arguments\]\nlr 1\n\[-{22}\]\nshown 5\n", text)
    with open(path, encoding="latin-1") as file:
        lines = file.read().split("\n")
    assert lines[1:6] == ["[command line arguments] ", "lr 1 ", "[----------------------] ", "shown 5 ", "not shown "]
    assert re.fullmatch(r"\d{4}\[me\]:  x ", lines[6])


def test_log_into_an_open_file(lua, tmp_path):
    path = str(tmp_path / "log")
    lua.execute("local f = io.open(..., 'w') out(function() cmd:log(f) print('a') end) f:close()", path)
    with open(path, encoding="latin-1") as file:
        assert file.read().endswith("[----------------------] \na \n")
