"""torch.class, class tables, methods assigned from Lua: with and without an ancestor in Python."""

from __future__ import annotations

import pytest

import luabridge
from runtime import Table, dpnn, graph, lookup, nn, register, registry, torch  # noqa: F401


@pytest.fixture
def lua(lua):
    lua.require("nn")
    return lua


def test_constructor_tables_are_as_luat_makes_them(lua):
    assert lua.eval("type(nn.Linear), getmetatable(nn.Linear) == torch.getmetatable('nn.Linear')") == ("table", True)
    assert lua.eval("nn.Linear == nn.Linear, type(nn.Linear.updateOutput), nn.NoSuchClass") == (True, "function", None)
    assert lua.eval("getmetatable(torch.getmetatable('nn.Linear')) == torch.getmetatable('nn.Module')") is True
    assert lua.eval("torch.getmetatable('nn.Linear').__typename, torch.typename(nn.Linear)") == ("nn.Linear", None)


def test_a_lua_class_with_a_python_ancestor(lua):
    made = lua.execute("""
        local Scale, parent = torch.class('nn.ScaleForTest', 'nn.Module')
        function Scale:__init(by) parent.__init(self); self.by = by end
        function Scale:updateOutput(x) self.output:resizeAs(x):copy(x):mul(self.by); return self.output end
        function Scale:updateGradInput(x, g) self.gradInput:resizeAs(g):copy(g):mul(self.by); return self.gradInput end
        function Scale:__tostring__() return torch.type(self) .. '(' .. self.by .. ')' end
        local Twice, up = torch.class('nn.TwiceForTest', 'nn.ScaleForTest')
        function Twice:__init() up.__init(self, 2) end
        function Twice:updateOutput(x)
           up.updateOutput(self, x)
           self.calls = (self.calls or 0) + 1
           return self.output
        end
        return nn.TwiceForTest()""")
    cls = lookup("nn.TwiceForTest")
    assert type(made) is cls and issubclass(cls, lookup("nn.ScaleForTest")) and isinstance(made, nn.Module)
    net = nn.Sequential().add(made).add(nn.Identity())
    assert net.forward(torch.Tensor([1, 2])).tolist() == [2, 4]
    assert net.backward(torch.Tensor([1, 2]), torch.Tensor([1, 1])).tolist() == [2, 2]
    assert made.calls == 1 and made.by == 2 and repr(made) == "nn.TwiceForTest(2)" in repr(net)
    assert lua.execute(
        "local m = ...; return torch.isTypeOf(m, 'nn.ScaleForTest'), torch.isTypeOf(m, nn.Module)", made
    ) == (
        True,
        True,
    )


def test_python_constructs_lua_classes_too(lua):
    lua.execute("""
        local C = torch.class('nn.FromPython', 'nn.Module')
        function C:__init(a, t) nn.Module.__init(self); self.a, self.n = a, #t end""")
    made = lookup("nn.FromPython")(3, Table(["x", "y"]))
    assert (made.a, made.n, made.output.typename) == (3, 2, "torch.DoubleTensor")


def test_methods_assigned_to_a_python_class_reach_instances_on_both_sides(lua):
    m = nn.Linear(2, 1)
    before = nn.Linear.updateOutput
    try:
        lua.execute("""
            old = nn.Linear.updateOutput
            function nn.Linear:updateOutput(input) self.seen = true; return old(self, input) end
            function nn.Module:addedForTest(n) return torch.type(self) .. n end
            nn.Module.valueForTest = 5""")
        nn.Sequential().add(m).forward(torch.ones(2))
        assert m.seen is True
        assert m.addedForTest(1) == "nn.Linear1" and nn.Tanh().addedForTest(2) == "nn.Tanh2"
        assert lua.execute("local m = ...; return m:addedForTest(3), m.valueForTest", m) == ("nn.Linear3", 5)
        lua.execute("nn.Linear.updateOutput = old")
        assert nn.Linear.updateOutput is before
    finally:
        nn.Linear.updateOutput = before
        del nn.Module.addedForTest, nn.Module.valueForTest


def test_assigning_through_the_metatable_and_again(lua):
    lua.execute(
        "local mt = torch.class('nn.Again', 'nn.Module'); function mt:f() return 1 end; function mt:f() return 2 end"
    )
    made = lua.eval("nn.Again()")
    assert made.f() == 2 and lua.execute("return (...):f()", made) == 2
    lua.execute("nn.Again.f = nil")
    assert not hasattr(made, "f") and lua.execute("return (...).f", made) is None


def test_a_function_on_an_instance_shadows_the_method(lua):
    m, other = nn.Tanh(), nn.Tanh()
    lua.execute("local m = ...; m.updateOutput = function(self, input) self.mine = true; return input end", m)
    nn.Sequential().add(m).add(other).forward(torch.ones(1))
    assert m.mine is True and "mine" not in vars(other)
    compare = "local m, o = ...; local f = nn.Tanh.updateOutput; return m.updateOutput == f, o.updateOutput == f"
    assert lua.execute(compare, m, other) == (False, True)
    lua.execute("local m = ...; m.updateOutput = nil", m)
    assert lua.execute("local m = ...; return m.updateOutput == nn.Tanh.updateOutput", m) is True


def test_classes_registered_in_python_appear_in_lua(lua):
    @register("nn.PlusForTest", replace=True)
    class Plus(nn.Module):
        def __init__(self, n=1):
            super().__init__()
            self.n = n

        def updateOutput(self, input):
            return input + self.n

    assert lua.execute("return nn.PlusForTest(2):forward(torch.ones(1))[1]") == 3
    assert lua.execute(
        "local C, p = torch.class('nn.PlusChild', 'nn.PlusForTest'); return p == torch.getmetatable('nn.PlusForTest')"
    )


def test_factory_and_constructor_tables(lua):
    assert lua.execute("local l = torch.factory('nn.Linear')(); return torch.type(l), l.weight") == ("nn.Linear", None)
    assert lua.eval("torch.getconstructortable('nn.Linear') == nn.Linear, torch.factory('no.Class')") == (True, None)


def test_plain_classes_are_tables_with_metatables(lua):
    assert lua.execute("""
        local A = torch.class('PlainA'); function A:__init(x) self.x = x end; function A:get() return self.x end
        local B, parent = torch.class('PlainB', 'PlainA'); function B:get() return parent.get(self) + 1 end
        local b = PlainB(1)
        return type(b), b:get(), torch.type(b), getmetatable(b) == B, rawget(b, 'x'), torch.isTypeOf(b, 'PlainA')
    """) == ("table", 2, "PlainB", True, 1, True)


def test_plain_objects_in_python(lua):
    obj = lua.execute(
        "local A = torch.class('PlainC'); function A:twice() return 2 * self.x end; a = PlainC(); a.x = 4; return a"
    )
    assert obj.typename == "PlainC" and obj["x"] == 4 and obj.twice() == 8
    module = nn.Module()
    lua.execute("local m, o = ...; m.helper = o; return m.helper == o", module, obj)
    assert module.helper is obj


def test_a_class_inside_a_table_and_bad_names(lua):
    assert lua.execute("local env = {}; torch.class('hidden.Local', env); return env.Local ~= nil, hidden") == (
        True,
        None,
    )
    with pytest.raises(RuntimeError, match="invalid module name"):
        lua.execute("torch.class('nowhere.Thing')")
    with pytest.raises(RuntimeError, match="invalid parent class name Nothing"):
        lua.execute("torch.class('Bird', 'Nothing')")


def test_index_hooks_of_derived_classes(lua):
    assert lua.execute("""
        local P, parent = torch.class('nn.Hooked', 'nn.Module')
        function P:__index__(k) if type(k) == 'number' then return 'item' .. k, true end return false end
        function P:__newindex__(k, v) if k == 'forbidden' then self.kept = v return true end return false end
        local p = nn.Hooked(); p.forbidden = 1; p.plain = 2
        return p[7], p.kept, p.forbidden, p.plain, p.missing""") == ("item7", 1, None, 2, None)


def test_operators_of_derived_classes(lua):
    assert lua.execute("""
        local P = torch.class('nn.Calculating', 'nn.Module')
        function P.__add(a, b) return 'sum' end
        function P:__len__() return 9 end
        function P:__call__(x) return 'called ' .. x end
        function P.__eq(a, b) return true end
        function P.__lt(a, b) return true end
        function P.__concat(a, b) return 'joined' end
        function P:__unm__() return 'negated' end
        local p, q = nn.Calculating(), nn.Calculating()
        return p + 1, #p, p(3), p == q, p < q, p .. 'x', -p""") == (
        "sum",
        9,
        "called 3",
        True,
        True,
        "joined",
        "negated",
    )


def test_states_have_classes_of_their_own(lua):
    from luabridge import Lua

    source = """
        require 'nn'
        local C, parent = torch.class('nn.SameName', 'nn.Module')
        function C:updateOutput(x) return '%s' end
        return nn.SameName()"""
    first = lua.execute(source % "first")
    other = Lua()
    second = other.execute(source % "second")
    assert (first.updateOutput(0), second.updateOutput(0)) == ("first", "second")
    assert other.execute("return (...):updateOutput(0)", first) == "first"
    assert lua.execute("return nn.SameName():updateOutput(0)") == "first"


def test_a_class_that_python_declares_anew(lua):
    made = []
    for answer in (1, 2):

        @register("nn.DeclaredAnew", replace=True)
        class Anew(nn.Module):
            value = answer

            def give(self, extra=0):
                return self.value + extra

        made.append(Anew())
        assert lua.execute("return (...):give(10)", made[-1]) == 10 + answer
        assert lua.execute("return nn.DeclaredAnew():give()") == answer
    assert lua.execute("return (...):give()", made[0]) == 1


def test_objects_of_short_lived_types(lua):
    look = lua.eval("function(o) return o.x, type(o.x) end")
    for i in range(300):
        kind = type("Temporary", (), {"x": i} if i % 2 else {"x": str(i)})
        assert look(kind()) == ((i, "number") if i % 2 else (str(i), "string"))


def test_tensor_classes_can_be_extended(lua):
    try:
        assert lua.execute("""
            function torch.FloatTensor:twice() return self * 2 end
            torch.FloatTensor.constant = 7
            local x = torch.FloatTensor(300):fill(1)
            local other = torch.Tensor(2).constant
            return x:twice()[1], x.constant, torch.FloatTensor(2).constant, other""") == (2, 7, 7, None)
        assert torch.FloatTensor([1, 2]).twice().tolist() == [2, 4]
    finally:
        del torch.FloatTensor.twice, torch.FloatTensor.constant


class TestNamesOfPackagesNotRequired:
    """Scripts may have classes of their own that are named as some package's, as long as they do not require it."""

    @pytest.fixture(autouse=True)
    def packages_names(self):
        """Names mean the packages' classes again afterwards, for whoever comes next in this process."""
        names = ("nn.Clip", "nn.ArgMax", "graph.Node")
        before = {name: lookup(name) for name in names}
        yield
        for name in names:
            if lookup(name) is not before[name]:
                registry.forget(name)
            assert lookup(name) is before[name]

    def test_class_with_a_parent(self, lua):
        lua.execute("""
            require 'nn'
            local Clip, parent = torch.class('nn.Clip', 'nn.Module')
            function Clip:__init(by) parent.__init(self) self.by = by end
            function Clip:updateOutput(x) self.output = x + self.by return self.output end
            net = nn.Sequential():add(nn.Clip(3))
        """)
        assert lua.eval("net:forward(torch.ones(1))[1]") == 4
        assert lua.eval("torch.deserialize(torch.serialize(net)):get(1).by") == 3
        assert lua.eval("torch.deserialize(torch.serialize(net)):forward(torch.ones(1))[1]") == 4

    def test_class_without_a_parent(self, lua):
        lua.execute("graph = {}; local Node = torch.class('graph.Node'); function Node:__init(n) self.n = n end")
        assert lua.eval("graph.Node(3).n") == 3

    def test_other_states_have_the_packages_class(self, lua):
        lua.execute("require 'nn'; torch.class('nn.ArgMax', 'nn.Module')")
        other = luabridge.Lua()
        other.execute("require 'nn'; hidden = nn.ArgMax == nil; require 'dpnn'")
        assert other.eval("hidden") and other.eval("nn.ArgMax().nInputDim") == 9999
        assert other.eval("nn.ArgMax(2, 3):forward(torch.eye(3))[2]") == 2

    def test_required_packages_keep_their_names(self, lua):
        lua.execute("require 'dpnn'")
        with pytest.raises(luabridge.LuaScriptError, match="class nn.Clip has been already assigned a parent class"):
            lua.execute("torch.class('nn.Clip', 'nn.Module')")
