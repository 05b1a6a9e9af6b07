"""Errors: what pcall, Python and the user see of them."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError
from runtime import TorchError, nn


def test_python_errors_are_strings_with_the_line(lua):
    ok, text = lua.execute("""
        local x = torch.Tensor(2)
        return pcall(function()
           x:add(torch.Tensor(3))
        end)""")
    assert ok is False and text.startswith("(execute):4: inconsistent tensor size")


def test_error_values_pass_through_python_unchanged(lua):
    lua.globals["through"] = lambda f: f()
    same, code = lua.execute("""
        local thrown = {code = 7}
        local ok, caught = pcall(function() through(function() through(function() error(thrown) end) end) end)
        return caught == thrown, caught.code""")
    assert (same, code) == (True, 7)


def test_positions_of_inner_errors_are_kept(lua):
    lua.globals["through"] = lambda f: f()
    assert (
        lua.execute("""local ok, e = pcall(function()
           through(function()
              error('inner')
           end)
        end)
        return e""")
        == "(execute):3: inner"
    )


def test_a_handler_that_runs_code_does_not_change_the_error(lua):
    def failing():
        raise TorchError("first")

    lua.globals["failing"] = failing
    found = lua.execute("""
        return select(2, xpcall(failing, function(e)
           pcall(failing, 'again'); pcall(error, 'second')
           return 'handled ' .. e
        end))""")
    assert found == "handled first"


def test_nested_pcalls_see_their_own_errors(lua):
    found = lua.execute("""
        local outer
        local ok, e = pcall(function()
           local _, inner = pcall(function() torch.Tensor(2):add(torch.Tensor(3)) end)
           outer = inner
           error('own', 0)
        end)
        return outer:match('inconsistent') ~= nil, e""")
    assert found == (True, "own")


def test_python_sees_message_traceback_and_value(lua):
    with pytest.raises(LuaScriptError) as caught:
        lua.execute("local function f()\n error({code = 5})\nend\nf()")
    assert caught.value.value["code"] == 5 and "(execute):2" in caught.value.lua_traceback
    with pytest.raises(LuaScriptError, match=r"\(execute\):1: plain") as caught:
        lua.execute("error('plain')")
    assert caught.value.value == "(execute):1: plain"
    with pytest.raises(LuaScriptError, match="near '='"):
        lua.execute("x = = 1")


def test_tracebacks_do_not_show_the_bridge(lua):
    with pytest.raises(LuaScriptError) as caught:
        lua.execute("local function f() torch.Tensor(2):add(torch.Tensor(3)) end\npcall(print)\nf()")
    assert "luabridge" not in caught.value.lua_traceback and "'add'" in caught.value.lua_traceback


def test_argument_errors_name_the_function_as_called(lua):
    found = lua.execute("""
        local x = torch.Tensor(2, 3)
        local _, named = pcall(function() local y = x:size(3); return y end)
        local _, unnamed = pcall(x.size, x, 3)
        return named, unnamed""")
    assert found[0] == "(execute):3: bad argument #1 to 'size' (dimension 3 out of range of 2D tensor)"
    assert found[1] == "bad argument #2 to '?' (dimension 3 out of range of 2D tensor)"


@pytest.mark.parametrize("fatal", [KeyboardInterrupt, SystemExit])
def test_interrupts_pass_every_protected_call(lua, fatal):
    def stop():
        raise fatal

    lua.globals["stop"] = stop
    for call in ("pcall(stop)", "xpcall(stop, print)", "coroutine.resume(coroutine.create(stop))",
                 "coroutine.wrap(stop)()", "pcall(pcall, stop)"):  # fmt: skip
        with pytest.raises(fatal):
            lua.execute(f"{call}; reached = true")
    assert lua.eval("reached") is None


def test_os_exit_leaves_python_with_the_code(lua):
    for argument, code in (("3", 3), ("true", 0), ("false", 1), ("", 0)):
        with pytest.raises(SystemExit) as caught:
            lua.execute(f"pcall(function() os.exit({argument}) end)")
        assert caught.value.code == code


def test_errors_inside_coroutines(lua):
    found = lua.execute("""
        local co = coroutine.create(function()
           local x = torch.Tensor(2):add(torch.Tensor(3))
        end)
        local ok, e = coroutine.resume(co)
        local wrapped = coroutine.wrap(function() error('w', 0) end)
        return ok, e, select(2, pcall(wrapped)), coroutine.status(co)""")
    assert found[0] is False and found[1].startswith("(execute):3: inconsistent") and found[2:] == ("w", "dead")


def test_containers_name_the_module(lua):
    lua.require("nn")
    net = lua.eval("nn.Sequential():add(nn.Identity()):add(nn.Linear(2, 3))")
    text = lua.execute("local net = ...; return select(2, pcall(net.forward, net, torch.Tensor(5)))", net)
    assert "In 2 module of nn.Sequential:\n" in text and "size mismatch" in text


def test_endless_recursion_is_an_error(lua):
    lua.globals["through"] = lambda f: f()
    text = lua.execute(
        "local function f() return through(function() return f() end) .. '' end\nreturn select(2, pcall(f))"
    )
    assert "stack overflow" in text
    assert lua.eval("1 + 1") == 2


def test_python_errors_of_lua_methods_reach_python_callers(lua):
    lua.require("nn")
    lua.execute("""
        local Bad = torch.class('nn.BadLayer', 'nn.Module')
        function Bad:updateOutput() error('cannot') end""")
    net = nn.Sequential().add(lua.eval("nn.BadLayer()"))
    with pytest.raises(RuntimeError, match="cannot"):
        net.forward(lua.eval("torch.Tensor(1)"))
