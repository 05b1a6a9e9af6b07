"""dpnn's methods come with activate() and go with deactivate(); its classes work without."""

from __future__ import annotations

import pytest

from luabridge import Lua
from runtime import dpnn, nn, torch
from runtime.dpnn.patching import Patches


def test_patches_restore_what_was_there() -> None:
    class Base:
        def kept(self) -> str:
            return "old"

    class Mixin:
        def kept(self) -> str:
            return "new"

        def added(self) -> str:
            return "added"

    Base._typename = "test.Base"  # type: ignore[attr-defined]
    patches = Patches()
    patches.extend(Base, Mixin)
    patches.set(Base, "added", lambda self: "later")
    assert patches.names() == ("test.Base", "kept", "test.Base", "added", "test.Base", "added")
    for _ in range(2):
        patches.apply()
        patches.apply()
        assert (Base().kept(), Base().added()) == ("new", "later")  # type: ignore[attr-defined]
        patches.revert()
        assert Base().kept() == "old" and not hasattr(Base, "added")


def test_plain_modules_have_no_methods_of_dpnn() -> None:
    plain = nn.Linear(2, 2)
    for name in ("sharedClone", "maxParamNorm", "toBatch", "dpnn_parameters", "reinforce"):
        assert not hasattr(plain, name)
    assert not hasattr(nn.Sequential(), "extend") and not hasattr(nn.MSECriterion(), "toBatch")


def test_activation_reaches_objects_and_ends(active: None) -> None:
    net = nn.Sequential().extend(nn.Linear(2, 2), nn.Tanh())
    assert net.size() == 2 and net.sharedClone() is not net
    assert nn.BatchNormalization(2).dpnn_parameters.array_values()[2:] == ["running_mean", "running_var"]
    dpnn.deactivate()
    assert not hasattr(net, "sharedClone") and nn.Module.getParameters.__module__ == "runtime.nn.module"


def test_lua_sees_the_methods_once_the_package_is_required() -> None:
    lua = Lua()
    lua.execute("require 'nn'; before = nn.Module.sharedClone == nil and nn.NCEModule == nil; made = nn.Linear(2, 3)")
    assert lua.globals["before"] is True
    try:
        lua.execute(
            """
            require 'dpnn'
            clone = made:sharedClone()
            made.weight:fill(7)
            sum, list = clone.weight:sum(), nn.Linear.dpnn_parameters[2]
            frozen = nn.Linear(2, 2):dontBackward():backward(torch.ones(2), torch.ones(2)) == nil
            """
        )
        assert lua.globals["sum"] == 42 and lua.globals["list"] == "bias" and lua.globals["frozen"] is True
    finally:
        dpnn.deactivate()


def test_lua_may_name_parameters_of_its_own_classes() -> None:
    lua = Lua()
    try:
        lua.execute(
            """
            require 'dpnn'
            local Own, parent = torch.class('nn.OwnDpnn', 'nn.Module')
            Own.dpnn_parameters = {'scale'}
            function Own:__init() parent.__init(self); self.scale, self.other = torch.ones(2), torch.ones(2) end
            local own = nn.OwnDpnn()
            local clone = own:sharedClone()
            own.scale:fill(5); own.other:fill(5)
            shared, apart = clone.scale:sum(), clone.other:sum()
            """
        )
        assert (lua.globals["shared"], lua.globals["apart"]) == (10, 2)
    finally:
        dpnn.deactivate()


def test_rewards_reach_modules_without_activation() -> None:
    agent = nn.Sequential().add(nn.SoftMax()).add(nn.ReinforceCategorical())
    criterion = nn.VRClassReward(agent)
    chosen = agent.forward(torch.rand(3, 4))
    criterion.forward(torch_pair(chosen), torch.Tensor([1, 2, 3]))
    criterion.backward(torch_pair(chosen), torch.Tensor([1, 2, 3]))
    assert agent.modules[2].reward is criterion.vrReward


def torch_pair(prediction: object) -> object:
    from runtime import Table

    return Table([prediction, torch.rand(3, 1)])


@pytest.mark.parametrize("name", ["Reinforce", "Serial", "SpatialGlimpse", "NCECriterion", "TotalDropout"])
def test_classes_are_found_in_nn(name: str) -> None:
    assert getattr(nn, name)._typename == f"nn.{name}"
