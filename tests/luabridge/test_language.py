"""Lua as Torch's LuaJIT had it: number texts, files and processes, positions of errors."""

from __future__ import annotations

import random
import struct

import pytest

from luabridge import LuaScriptError
from runtime.printing.cformat import cformat
from runtime.printing.number import number_tostring

FORMATS = ["%.0f", "%.1f", "%.2f", "%5.3f", "%f", "%g", "%.3g", "%.14g", "%e", "%.2e", "%+.1f", "%010.2f", "%-8.1f|"]
TIES = [0.25, 0.5, 1.5, 2.5, -0.125, 2.25, 1.0625, 123456.5, 123456789012345.0, 1e15 + 0.5, 1.00006103515625]
OTHERS = [
    0.00005,
    1.005,
    0.0,
    -0.0,
    1e-200,
    -1e-300,
    5e-324,
    1e300,
    3.0,
    -7.125,
    1 / 3,
    *map(float, ("inf", "-inf", "nan")),
]


@pytest.mark.parametrize("template", FORMATS)
def test_numbers_are_formatted_as_the_runtime_does(lua, template):
    generator = random.Random(template)
    drawn = [struct.unpack("<d", generator.randbytes(8))[0] for _ in range(50)]
    drawn = [x for x in drawn if 1e-250 < abs(x) < 1e200]
    drawn += [generator.randint(-4000, 4000) / 2 ** generator.randint(0, 12) for _ in range(200)]
    format_ = lua.eval("string.format")
    for x in TIES + OTHERS + drawn:
        assert format_(template, x) == cformat(template, x), x


def test_texts_of_numbers(lua):
    generator = random.Random(1)
    numbers = TIES + OTHERS + [generator.randint(1, 10**6) / 2 ** generator.randint(0, 21) for _ in range(300)]
    tostring = lua.eval("tostring")
    for x in numbers:
        assert tostring(x) == number_tostring(x), x


def test_several_values_in_one_format(lua):
    text = lua.eval("('%s %d|%5.1f|%s|%%|%.2f %q'):format(1.00006103515625, 7, 0.25, 'x', '0.125', 'y')")
    assert text == '1.0000610351563 7|  0.3|x|%|0.13 "y"'
    assert lua.eval("string.format('%s', setmetatable({}, {__tostring = function() return 'T' end}))") == "T"


def test_numbers_in_files(lua, tmp_path, capsys):
    lua.execute("file = io.open(..., 'w')", str(tmp_path / "f"))
    lua.execute("file:write(1.00006103515625, ' ', 2, 'x'):write(0.5) file:close()")
    assert (tmp_path / "f").read_text() == "1.0000610351563 2x0.5"
    lua.execute("io.write(1.00006103515625, '\\n')")
    assert capsys.readouterr().out == "1.0000610351563\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("local s = string.format('%d', {})", "bad argument #2 to 'format' (number expected, got table)"),
        ("local s = ('%d'):format({})", "bad argument #1 to 'format' (number expected, got table)"),
        ("local s = tostring()", "bad argument #1 to 'tostring' (value expected)"),
        ("io.write({})", "bad argument #1 to 'write' (string expected, got table)"),
        ("local s = table.concat({{}})", "invalid value (table) at index 1 in table for 'concat'"),
        ("local s = string.rep()", "bad argument #1 to 'rep' (string expected, got no value)"),
    ],
)
def test_errors_of_functions_that_the_bridge_wraps(lua, code, message):
    with pytest.raises(LuaScriptError) as caught:
        lua.execute(f"\n{code}", name="@script.lua")
    assert str(caught.value) == f"script.lua:2: {message}"
    coroutine = f"local co = coroutine.create(function() {code} end) return coroutine.resume(co)"
    ok, text = lua.execute(coroutine, name="@co.lua")
    assert ok is False and text == f"co.lua:1: {message}"


def test_tracebacks_are_those_of_the_script(lua):
    code = """local function f() error('boom') end
       local ok, text = xpcall(function() f() end, debug.traceback) return text"""
    assert lua.execute(code, name="@s.lua").split("\n") == [
        "s.lua:1: boom",
        "stack traceback:",
        "\t[C]: in function 'error'",
        "\ts.lua:1: in function 'f'",
        "\ts.lua:2: in function <s.lua:2>",
        "\t[C]: in function 'xpcall'",
        "\ts.lua:2: in main chunk",
    ]
    text = lua.execute("local t = debug.traceback('m') return t", name="@t.lua")
    assert text.startswith("m\nstack traceback:\n\tt.lua:1:")
    assert lua.eval("(debug.traceback(nil))") is None and lua.eval("debug.traceback({5})[1]") == 5
    lua.execute("co = coroutine.create(function() local x; x() end) coroutine.resume(co)", name="@c.lua")
    assert lua.eval("debug.traceback(co, 'm')").startswith("m\nstack traceback:\n\tc.lua:")


class TestProcesses:
    @pytest.mark.parametrize(
        ("command", "ending"),
        [("exit 3", (None, "exit", 3)), ("true", (True, "exit", 0)), ("kill -9 $$", (None, "signal", 9))],
    )
    def test_how_they_end(self, lua, command, ending):
        assert lua.execute("return os.execute(...)", command) == ending
        assert lua.execute("return io.popen(...):close()", command) == ending
        assert lua.execute("local p = io.popen(...) return io.close(p)", command) == ending

    def test_closed_pipes(self, lua):
        lua.execute("p = io.popen('echo 1'); line = p:read(); p:close()")
        assert lua.eval("line, io.type(p), tostring(p)") == ("1", "closed file", "file (closed)")
        with pytest.raises(LuaScriptError, match="closed file"):
            lua.execute("p:close()")

    def test_many_forgotten_pipes(self, lua):
        lua.execute("for i = 1, 300 do io.popen('true') end collectgarbage() collectgarbage()")


def test_missing_rocks_say_so(lua):
    with pytest.raises(LuaScriptError, match=r"(?s)module 'no.such' not found:.*no rock 'no.such' comes with"):
        lua.execute("require 'no.such'")


def test_a_scripts_own_files_come_before_rocks(lua, tmp_path):
    for name in ("moses", "optim"):
        (tmp_path / f"{name}.lua").write_text("return 'own'")
    lua.execute("package.path = ... .. '/?.lua;' .. package.path", str(tmp_path))
    assert lua.eval("require 'moses'") == "own"
    assert lua.eval("type(require 'optim')") == "table"  # the packages of Torch itself cannot be replaced


def test_globals_of_the_interpreter(lua, tmp_path, capsys):
    lua.execute("mine = {1, 2}; text = 'a\\nb'; who()")
    out = capsys.readouterr().out
    assert "[mine]" in out and "table - size: 2" in out and 'string : "a\\nb"' in out
    assert "[torch]" not in out
    lua.execute("import 'cjson'")
    assert lua.eval("encode{1}, _torchimport.cjson.encode == encode") == ("[1]", True)
    (tmp_path / "part.lua").write_text("included = true")
    (tmp_path / "main.lua").write_text("include 'part.lua'")
    lua.run(tmp_path / "main.lua")
    assert lua.globals["included"] is True


def test_monitored_globals(lua, capsys):
    lua.execute("monitor_G()\nnewone = 1\nlocal x = nothing", name="@m.lua")
    out = capsys.readouterr().out
    assert "created global variable: newone @ m.lua:2" in out and "undeclared variable: nothing @ m.lua:3" in out


def test_toc_asks_for_a_number(lua):
    assert lua.execute("local t = torch.tic() return torch.toc(t) >= 0 and torch.toc('5') > 1") is True
    for call, got in (("torch.toc()", "no value"), ("torch.toc({})", "table")):
        with pytest.raises(LuaScriptError, match=f"bad argument #1 to 'toc' \\(number expected, got {got}\\)"):
            lua.execute(f"local x = {call}")
