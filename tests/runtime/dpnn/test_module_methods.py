"""Methods that dpnn adds to nn.Module, against their formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch
from runtime.dpnn.module import shared_clone

pytestmark = pytest.mark.usefixtures("active")


def make_net() -> Any:
    torch.manualSeed(1)
    return nn.Sequential().add(nn.Linear(4, 3)).add(nn.Tanh()).add(nn.Linear(3, 2))


def learn(net: Any, seed: int = 2) -> None:
    torch.manualSeed(seed)
    x = torch.randn(5, 4)
    net.zeroGradParameters()
    net.backward(x, net.forward(x))


def arrays(table: Any) -> list[np.ndarray]:
    return [t.array.copy() for t in table.array_values()]


def shares(a: Any, b: Any) -> bool:
    return a is not b and a._storage is b._storage


@pytest.mark.parametrize(("params", "grads"), [(None, None), (True, False), (False, True), (False, False)])
def test_shared_clone_shares_what_it_is_told_to(params: Any, grads: Any) -> None:
    net = make_net()
    learn(net)
    clone = net.sharedClone(params, grads)
    for mine, theirs in ((net.get(1), clone.get(1)), (net.get(3), clone.get(3))):
        assert shares(mine.weight, theirs.weight) == (params is not False)
        assert shares(mine.gradBias, theirs.gradBias) == (grads is not False)
        assert not shares(mine.output, theirs.output) and mine.output is not theirs.output
    assert np.array_equal(clone.output.array, net.output.array)


def test_shared_clone_of_flat_parameters_keeps_all_views() -> None:
    net = make_net()
    net.view_of_weight = net.get(1).weight.view(-1)
    flat, _ = net.getParameters()
    own = net.get(1).weight.view(-1)
    net.view_of_weight = own
    clone = net.sharedClone()
    flat.fill(3)
    assert clone.view_of_weight.sum() == 36 and clone.get(3).bias.sum() == 6


def test_shared_clone_keeps_identities_and_ties() -> None:
    a = nn.Linear(2, 2)
    net = nn.Sequential().add(a).add(nn.Linear(2, 2).share(a, "weight")).add(a)
    clone = net.sharedClone()
    assert clone.get(1) is clone.get(3) and clone.get(1) is not a
    assert clone.get(2).weight._storage is a.weight._storage


def test_step_clones_use_the_same_object() -> None:
    inner = nn.Linear(2, 2)
    inner.dpnn_stepclone = True
    net = nn.Sequential().add(inner).add(nn.Linear(2, 2))
    assert shared_clone(net, stepClone=True).get(1) is inner
    assert shared_clone(net).get(1) is not inner
    assert shared_clone(inner, stepClone=True) is inner


def test_a_module_may_clone_itself_its_own_way() -> None:
    inner, twin = nn.Linear(2, 2), nn.Linear(2, 2)
    inner.dpnn_sharedClone = lambda: twin
    assert nn.Sequential().add(inner).sharedClone().get(1) is twin


def test_parameters_of_hidden_modules_are_gathered_and_cycles_end() -> None:
    net = make_net()
    net.hidden = Table({"deep": Table([nn.Linear(2, 2)])})
    net.hidden["back"] = net.hidden
    flat, gradients = net.getParameters()
    assert flat._size == gradients._size == (4 * 3 + 3 + 3 * 2 + 2 + 6,)
    assert shares(net.hidden["deep"][1].weight, flat)


def test_momentum_against_the_formula() -> None:
    net = make_net()
    averages: list[np.ndarray] = []
    for step in range(4):
        learn(net, step)
        gradients = arrays(net.parameters()[1])
        averages = averages or gradients
        averages = [0.7 * a + (1 - 0.2) * g for a, g in zip(averages, gradients)]
        net.updateGradParameters(0.7, 0.2, True)
        for found, average, gradient in zip(net.parameters()[1].array_values(), averages, gradients):
            np.testing.assert_allclose(found.array, gradient + 0.7 * average, rtol=1e-12)


def test_own_settings_overrule_arguments_and_zero_switches_off() -> None:
    net = make_net()
    learn(net)
    before = arrays(net.parameters()[1])
    net.get(1).momFactor = 0
    net.get(3).wdFactor = 0
    net.updateGradParameters(0.9)
    net.weightDecay(0.1)
    after = arrays(net.parameters()[1])
    assert np.allclose(after[0], before[0] + 0.1 * net.get(1).weight.array)
    assert "momGradParams" not in vars(net.get(1)) and np.array_equal(after[1], before[1])
    assert np.allclose(after[2], before[2] * (0.9 + 0.1))


def test_settings_must_be_given() -> None:
    for method in ("weightDecay", "gradParamClip", "updateGradParameters"):
        with pytest.raises(TorchError, match="expected: a number"):
            getattr(nn.Linear(2, 2), method)()


def test_clipping_by_all_gradients_or_each_modules() -> None:
    net = make_net()
    learn(net)
    norm = np.sqrt(sum((g**2).sum() for g in arrays(net.parameters()[1])))
    assert net.gradParamClip(norm * 2) == pytest.approx(norm)
    assert net.gradParamClip(norm / 4) == pytest.approx(norm)
    assert net.gradParamClip(1e9) == pytest.approx(norm / 4)
    learn(net)
    net.gradParamClip(1e-3, True)
    for module in (net.get(1), net.get(3)):
        assert module.gradParamClip(1e9) == pytest.approx(1e-3)
    assert net.gradParamClip(0) is None and nn.Tanh().gradParamClip(1) == 0


def test_norms_of_rows_and_columns() -> None:
    net = make_net()
    net.get(1).weight.mul(10)
    net.maxParamNorm(0.5)
    assert np.linalg.norm(net.get(1).weight.array, axis=1) == pytest.approx([0.5] * 3, abs=1e-6)
    net.maxParamNorm(None, 0.1)
    assert np.linalg.norm(net.get(3).weight.array, axis=0).max() <= 0.1 + 1e-9
    table = nn.LookupTable(3, 2)
    table.weight.fill(4)
    table.maxParamNorm(None, 1)
    assert np.linalg.norm(table.weight.array, axis=1).max() <= 1 + 1e-9


def test_sparse_parameters_are_what_learns() -> None:
    class Sparse(nn.Linear):  # type: ignore[misc, name-defined]
        def sparseParameters(self) -> Any:
            rows = Table({2: self.weight.select(1, 2)}), Table({2: self.gradWeight.select(1, 2)})
            return *rows, Table({2: 0.5}), 3

    net = nn.Sequential().add(Sparse(2, 3)).add(nn.Linear(3, 1))
    for gradient in net.parameters()[1].array_values():
        gradient.fill(1)
    before = arrays(net.parameters()[0])
    found = net.sparseParameters()
    assert sorted(found[0].keys()) == [2, 4, 5] and found[3] == 5
    net.updateParameters(0.1)
    change = before[0] - net.get(1).weight.array
    assert np.allclose(change, [[0, 0], [0.05, 0.05], [0, 0]])
    assert np.allclose(before[3] - net.get(2).bias.array, 0.1)
    net.zeroGradParameters()
    assert net.get(1).gradWeight.sum() == 4 and net.get(2).gradWeight.sum() == 0


def test_batches_of_one() -> None:
    module = nn.Identity()
    x = torch.Tensor([[1, 2, 3], [4, 5, 6]])
    assert module.toBatch(x, 2)._size == (1, 2, 3) and module.toBatch(x, 2, 2)._size == (2, 1, 3)
    assert module.fromBatch(x.view(2, 1, 3), 2)._size == (2, 3)
    with pytest.raises(TorchError):
        module.fromBatch(x, 1)
    assert module.toBatch(x, 1) is x and module.fromBatch(x, 1) is x


def test_contiguous_input_is_copied_once_and_remembered() -> None:
    module, x = nn.Identity(), torch.randn(3, 2)
    assert module.contiguousInput(x) is x and module.contiguousInput(x, True) is x
    copy = module.contiguousInput(x.t())
    assert copy.is_contiguous() and np.array_equal(copy.array, x.array.T)
    assert module.contiguousInput(x.t(), True) is copy


def test_frozen_modules_forward_only_and_can_be_saved(tmp_path: Any) -> None:
    from converter import load, save

    frozen = nn.Linear(2, 2).dontBackward()
    save(frozen, tmp_path / "frozen.t7")
    for module in (frozen, frozen.clone()):
        assert module.backward(torch.ones(2), torch.ones(2)) is None and module.forward(torch.ones(2))._size == (2,)
    assert load(tmp_path / "frozen.t7").weight.sum() == frozen.weight.sum()


def test_questions_about_a_module() -> None:
    net = make_net()
    assert net.outside([7, 4]).array.tolist() == [7, 2]
    assert net.outside(Table([4])).array.tolist() == [2]
    assert net.extrapolateType() == "torch.DoubleTensor" and nn.Tanh().extrapolateType() is None
    seen: list[Any] = []
    net.accept(type("Visitor", (), {"visit": lambda self, module: seen.append(module)})())
    assert seen == [net]
    net.checkParameters()
    net.get(3).bias.fill(float("nan"))
    with pytest.raises(TorchError, match="index4"):
        net.checkParameters()


def test_profile_prints_a_line_for_each_call(capsys: Any) -> None:
    net = make_net()
    net.profile()
    learn(net)
    lines = capsys.readouterr().out.splitlines()
    assert [line.rsplit(":", 1)[0] for line in lines][:3] == [
        "nn.Linear updateOutput",
        "nn.Tanh updateOutput",
        "nn.Linear updateOutput",
    ]
    assert len([line for line in lines if " backward: " in line]) == 3
    assert net.get(1).dpnn_profile and isinstance(net.modules, Table)


def test_a_norm_of_zero_counts_as_given() -> None:
    table = nn.LookupTable(3, 2)
    before = table.weight.array.copy()
    net = nn.Sequential().add(table)
    net.maxParamNorm(0, 1e-3)
    assert np.allclose(np.linalg.norm(table.weight.array, axis=1), 1e-3, rtol=1e-3)
    assert np.allclose(table.weight.array / before, (table.weight.array / before)[:, :1])  # rows only: each by a factor
    table.maxParamNorm(None, 1e-4)
    assert (np.linalg.norm(table.weight.array, axis=0) < 1.1e-4).all()


def test_a_scale_of_zero_keeps_a_parameter_as_it_is() -> None:
    net = nn.Linear(4, 3)
    learn(net)
    before = arrays(net.parameters()[0])
    parameters, gradients = net.parameters()
    vars(net)["sparseParameters"] = lambda: (parameters, gradients, Table([0, 1]), 2)
    net.updateParameters(0.1)
    after = arrays(net.parameters()[0])
    assert [np.array_equal(a, b) for a, b in zip(before, after)] == [True, False]


def test_serial_mode_wants_a_table() -> None:
    with pytest.raises(TorchError, match="Expecting table at arg 1"):
        make_net().serialMode()
