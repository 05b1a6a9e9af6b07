"""torch.save and torch.load from Lua, with Lua's own functions and classes."""

from __future__ import annotations

import pytest

import luabridge
from runtime import LuaFunction, nn, torch


def test_closures_keep_code_and_upvalues(lua):
    assert lua.execute("""
        local base, t = 10, {5}
        local function add(x) base = base + 1; return x + base + t[1] end
        local function peek() return base end
        local copy = torch.deserialize(torch.serialize({add = add, peek = peek, again = add}))
        local sum = copy.add(1)
        return sum, copy.peek(), base, copy.add == copy.again, copy.add == add""") == (17, 11, 10, True, False)


def test_plain_classes_and_their_own_methods(lua):
    assert lua.execute("""
        pkg = {}
        local A = torch.class('pkg.A'); function A:__init() self.v = torch.Tensor{1}; self.me = self end
        local L = torch.class('pkg.Lean')
        function L:write(file) file:writeObject(self.keep); file:writeInt(7) end
        function L:read(file, version)
           self.keep = file:readObject(); self.seven = file:readInt(); self.version = version
        end
        local lean = pkg.Lean(); lean.keep = 'k'; lean.drop = 'd'
        local back = torch.deserialize(torch.serialize({pkg.A(), lean}))
        local a, l = back[1], back[2]
        return torch.type(a), a.v[1], a.me == a, l.keep, l.drop, l.seven, l.version
    """) == ("pkg.A", 1, True, "k", None, 7, 1)


def test_modules_defined_in_lua(lua, tmp_path):
    path = str(tmp_path / "net.t7")
    assert lua.execute(
        """
        require 'nn'
        local path = ...
        local M, parent = torch.class('nn.SavedForTest', 'nn.Module')
        function M:__init() parent.__init(self); self.f = function(x) return x * 2 end end
        function M:updateOutput(input) self.output = input * self.f(1); return self.output end
        torch.save(path, {net = nn.Sequential():add(nn.SavedForTest()):add(nn.Linear(2, 1)), n = 3})
        local back = torch.load(path)
        return torch.type(back.net:get(1)), back.net:get(1):forward(torch.ones(2))[1], back.n""",
        path,
    ) == ("nn.SavedForTest", 2, 3)
    from_python = luabridge.load(path)
    assert isinstance(from_python["net"], nn.Sequential) and isinstance(from_python["net"].get(1).f, LuaFunction)


def test_sharing_and_both_forms(lua):
    for mode in ("binary", "ascii"):
        assert lua.execute(f"""
            local x = torch.range(1, 4)
            local back = torch.deserialize(torch.serialize({{x, x:narrow(1, 2, 2), x}}, '{mode}'), '{mode}')
            back[1][2] = 9
            return back[2][1], back[1] == back[3], torch.deserialize(torch.serialize(-0.5, '{mode}'), '{mode}')""") == (
            9,
            True,
            -0.5,
        )


def test_storages_and_errors(lua, tmp_path):
    assert lua.eval("torch.deserializeFromStorage(torch.serializeToStorage({1, 'x'}))[2]") == "x"
    with pytest.raises(RuntimeError, match="cannot open <.*> in mode r"):
        lua.execute("torch.load(...)", str(tmp_path / "none"))
    with pytest.raises(RuntimeError, match="unknown Torch class <no.Such>"):
        lua.execute(
            r"""local C = torch.class('Such')
            return torch.deserialize((torch.serialize(Such()):gsub('\4%z%z%zSuch', '\7\0\0\0no.Such')))"""
        )
    with pytest.raises(RuntimeError, match="Unwritable object <thread>"):
        lua.execute("torch.serialize(coroutine.create(print))")
    with pytest.raises(RuntimeError, match="expected for mode"):
        lua.execute("torch.save('x', 1, 'text')")


def test_fields_that_cannot_be_written_are_named(lua, capfd):
    lua.execute(
        "require 'nn'; local m = nn.Tanh(); m.bad = print_old; m.good = 1; m2 = torch.deserialize(torch.serialize(m))"
    )
    assert "$ Warning: cannot write object field <bad> of <nn.Tanh>" in capfd.readouterr().out
    assert lua.eval("m2.good, m2.bad") == (1, None)


def test_objects_of_python_made_in_lua(lua):
    net = lua.execute("require 'nn'; return nn.Sequential():add(nn.Linear(2, 2))")
    net.modules[1].weight.fill(1)
    copy = net.clone()
    assert copy.forward(torch.ones(2)).nElement() == 2 and copy.modules is not net.modules
