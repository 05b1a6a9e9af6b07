"""Constructors with arguments left out: nil where the class only keeps them, else an error that names the argument."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError
from luabridge.constructors import constructor, needed_arguments
from runtime import nn, optim, registry, rnn  # noqa: F401

PYTHONS = ("positional", "NoneType", "not supported between", "operand", "has no attribute", "subscriptable")


@pytest.fixture
def packages(lua):
    lua.execute("require 'nn' require 'rnn' require 'nngraph' require 'optim'")
    return lua


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("nn.Linear(3)", "bad argument #2 to 'nn.Linear' (outputSize expected, got nil)"),
        ("nn.Linear(nil, 3)", "bad argument #1 to 'nn.Linear' (inputSize expected, got nil)"),
        ("nn.SpatialConvolution(3, 4, 5)", "bad argument #4 to 'nn.SpatialConvolution' (kH expected, got nil)"),
        ("nn.GRU(3)", "bad argument #2 to 'nn.GRU' (outputSize expected, got nil)"),
        ("nn.gModule{}", "nn.gModule: outputs must be a table of nodes, not a nil"),
        ("nn.gModule({nn.Identity()()}, nn.Identity()())", "outputs must be a table of nodes, not a nngraph.Node"),
        ("optim.ConfusionMatrix()", "bad argument #1 to 'optim.ConfusionMatrix' (nclasses expected, got nil)"),
        ("nn.Narrow(1)", "nn.Narrow(dimension, offset, length)"),
        ("nn.Normalize()", "p-norm not provided"),
        ("nn.Repeater(nn.Linear(2, 2))", "expecting number value for arg 2"),
    ],
)
def test_needed_arguments_are_named(packages, call, told):
    ok, message = packages.eval(f"pcall(function() return {call} end)")
    assert not ok and message.endswith(told)


def test_kept_arguments_may_be_nil(packages):
    for call in ("Select()", "Select(1)", "JoinTable()", "SpatialMaxPooling(2)", "Concat()", "Padding(1)", "MaskZero"):
        if call != "MaskZero":
            assert packages.eval(f"torch.isTypeOf(nn.{call}, 'nn.Module')")
    assert packages.eval("nn.Select(2).index") is None
    with pytest.raises(LuaScriptError, match="assertion failed"):
        packages.execute("nn.MaskZero()")


def test_subclasses_leave_arguments_out(packages):
    packages.execute("""
        local A, parent = torch.class('nn.KeepsNothing', 'nn.Select')
        function A:__init() parent.__init(self) end
        local B, parent = torch.class('nn.NeedsMore', 'nn.Linear')
        function B:__init(n) parent.__init(self, n) end
    """)
    assert packages.eval("nn.KeepsNothing().dimension") is None
    with pytest.raises(LuaScriptError, match=r"#2 to 'nn.Linear' \(outputSize expected"):
        packages.execute("nn.NeedsMore(3)")


def test_no_constructor_speaks_python():
    """Every class, with every number of arguments too few."""
    for typename, cls in registry.classes():
        names = needed_arguments(cls.__init__)
        if not cls.__module__.startswith("runtime.") or typename.split(".")[0] not in ("nn", "optim") or not names:
            continue
        for count in range(len(names)):
            try:
                constructor(cls)(*[2] * count)
            except Exception as error:
                assert not any(word in str(error) for word in PYTHONS), (typename, count, error)
