"""Graphs that run by a trace give what they give without one, whatever is changed between two runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, nn, nngraph, torch  # noqa: F401
from runtime.errors import TorchError

SIZE = 6


def lstm() -> Any:
    x, c, h = nn.Identity()(), nn.Identity()(), nn.Identity()()
    sums = nn.CAddTable()([nn.Linear(SIZE, 4 * SIZE)(x), nn.Linear(SIZE, 4 * SIZE)(h)])
    i, f, o, g = nn.SplitTable(2)(nn.Reshape(4, SIZE)(sums)).split(4)
    i, f, o, g = nn.Sigmoid()(i), nn.Sigmoid()(f), nn.Sigmoid()(o), nn.Tanh()(g)
    c2 = nn.CAddTable()([nn.CMulTable()([f, c]), nn.CMulTable()([i, g])])
    h2 = nn.CMulTable()([o, nn.Tanh()(c2)])
    return nn.gModule([x, c, h], [c2, h2, nn.LogSoftMax()(nn.Linear(SIZE, SIZE)(h2))])


def mixed() -> Any:
    """Modules that a trace does not know, shared nodes, in-place layers, an output that is an input."""
    x, c, h = nn.Identity()(), nn.Identity()(), nn.Identity()()
    both = nn.JoinTable(2)([x, nn.ReLU(True)(nn.Linear(SIZE, SIZE)(h))])
    hidden = nn.SoftPlus()(nn.Linear(2 * SIZE, SIZE, False)(both))
    doubled = nn.CAddTable()([hidden, nn.MulConstant(2)(c), nn.Identity()(hidden)])
    net = nn.Sequential().add(nn.Linear(SIZE, SIZE)).add(nn.BatchNormalization(SIZE))
    return nn.gModule([x, c, h], [nn.Tanh()(doubled), net(hidden), nn.Square()(doubled)])


def single() -> Any:
    """One input, one output."""
    x = nn.Identity()()
    first = nn.Tanh()(nn.Linear(SIZE, SIZE)(x))
    return nn.gModule([x], [nn.CMulTable()([first, nn.Sigmoid()(nn.Linear(SIZE, SIZE)(first))])])


NETS = {"lstm": (lstm, 3), "mixed": (mixed, 3), "single": (single, 1)}


def linear(net: Any) -> Any:
    return net.findModules("nn.Linear")[0][1]


def replace_weight(net: Any) -> None:
    linear(net).weight = linear(net).weight.clone().mul(0.5)


def resize_weight(net: Any) -> None:
    weight = linear(net).weight
    kept = weight.clone()
    weight.resize(1, 1).resize(2 * weight.nElement() + 500).resizeAs(kept).copy(kept)


def patch(net: Any) -> None:
    module = net.findModules("nn.Tanh")[0].get(1) or linear(net)
    plain = type(module).updateOutput

    def update(input: Any) -> Any:
        return plain(module, input).mul(0.5)

    module.updateOutput = update


def replace_module(net: Any) -> None:
    net.replace(lambda m: nn.HardTanh().type(net.type()) if type(m) is nn.Tanh else m)


CHANGES = {
    "nothing": lambda net: None,
    "weights moved": replace_weight,
    "storage replaced": resize_weight,
    "values changed": lambda net: linear(net).weight.fill(0.25),
    "method replaced": patch,
    "module replaced": replace_module,
    "state cleared": lambda net: net.clearState(),
    "parameters flat": lambda net: net.getParameters(),
    "evaluation": lambda net: net.evaluate(),
    "bias dropped": lambda net: linear(net).noBias(),
}


def run(net: Any, values: list, gradients: list, scale: float) -> list[np.ndarray]:
    given, back = Table([v.clone() for v in values]), Table([g.clone() for g in gradients])
    if len(values) == 1:
        given, back = given[1], back[1]
    output = net.forward(given)
    gradInput = net.backward(given, back, scale)
    found = [output, gradInput] if len(values) == 1 else [*output.array_values(), *gradInput.array_values()]
    found += net.parameters()[1].array_values() if net.parameters() else []
    return [np.array(tensor.array) for tensor in found]


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", ["torch.FloatTensor", "torch.DoubleTensor"])
def test_a_trace_changes_nothing(name: str, change: str, kind: str) -> None:
    make, inputs = NETS[name]
    torch.manualSeed(1)
    traced = make().type(kind)
    plain = traced.clone()
    for net in (traced, plain):
        net.training()
        net.zeroGradParameters()
    went = []
    batches = [3, 3, 3, 3, 3, 4, 4, 4, 4, 3, 3, 3, 3]
    for number, batch in enumerate(batches):
        if number in (5, 11):
            CHANGES[change](traced)
            CHANGES[change](plain)
        scale = 0.5 if number == 10 else 1
        values = [torch.randn(batch, SIZE).type(kind) for _ in range(inputs)]
        gradients = [torch.randn(batch, SIZE).type(kind) for _ in range(inputs)]
        plain._plan_now().traces = None
        for found, wanted in zip(run(traced, values, gradients, scale), run(plain, values, gradients, scale)):
            assert found.shape == wanted.shape
            assert np.allclose(found, wanted, rtol=1e-5, atol=1e-6), number
        went.append(traced._plan.traces._on_trace)
    assert went[2] and went[4]


def test_outputs_of_inner_modules_are_those_of_the_last_run() -> None:
    net = lstm()
    for _ in range(5):
        values = Table([torch.randn(3, SIZE) for _ in range(3)])
        net.forward(values)
        net.backward(values, Table([torch.randn(3, SIZE) for _ in range(3)]))
    first = linear(net)
    module = net.findModules("nn.CAddTable")[0][1]
    x = values.array_values()
    assert any(np.allclose(first.output.array, v.array @ first.weight.array.T + first.bias.array) for v in x)
    parts = [m.output.array for m in net.findModules("nn.Linear")[0].array_values()[:2]]
    assert np.allclose(module.output.array, parts[0] + parts[1])


def test_errors_name_what_failed() -> None:
    net = lstm()
    values = Table([torch.randn(3, SIZE) for _ in range(3)])
    for _ in range(3):
        net.forward(values)
    with pytest.raises(RuntimeError, match="size mismatch"):
        net.forward(Table([torch.randn(3, SIZE + 1), values[2], values[3]]))
    assert np.allclose(net.forward(values)[1].array, lstm_output(net, values))


def lstm_output(net: Any, values: Table) -> Any:
    other = net.clone()
    other._plan_now().traces = None
    return other.forward(values)[1].array


def test_an_identity_whose_method_is_replaced_runs_for_tensors_that_come_again() -> None:
    first = nn.Identity()
    x = first()
    net = nn.gModule([x], [nn.Tanh()(nn.Linear(SIZE, SIZE)(x))])
    given = torch.randn(3, SIZE)
    for _ in range(4):
        net.forward(given)

    def nothing(input: Any) -> Any:
        first.output = input.clone().zero()
        return first.output

    first.updateOutput = nothing
    bias = net.findModules("nn.Linear")[0][1].bias
    for _ in range(3):
        assert np.allclose(net.forward(given).array, np.tanh(bias.array), rtol=0, atol=1e-6)


def test_a_module_that_is_replaced_before_the_way_back_is_the_one_that_goes_back() -> None:
    x = nn.Identity()()
    node = nn.Tanh()(nn.Linear(SIZE, SIZE)(x))
    net = nn.gModule([x], [node])
    given, back = torch.randn(3, SIZE), torch.randn(3, SIZE)
    for _ in range(4):
        net.forward(given)
        net.backward(given, back)
    net.forward(given)
    node.data["module"] = nn.Tanh()
    with pytest.raises(TorchError, match="do not match"):  # it has seen no input
        net.backward(given, back)


def nothing(net: Any, values: list, back: list) -> None:
    pass


def replace_input(net: Any, values: list, back: list) -> None:
    values[0] = torch.randn(3, SIZE).float()


def move_input(net: Any, values: list, back: list) -> None:
    values[1].set(torch.randn(3, SIZE).float())


def replace_gradient(net: Any, values: list, back: list) -> None:
    back[1] = torch.randn(3, SIZE).float()


def move_gradient(net: Any, values: list, back: list) -> None:
    back[0].set(torch.randn(3, SIZE).float())


def go_another_way(net: Any, values: list, back: list) -> None:
    net.runForwardFunction(lambda module, given: module.updateOutput(given), Table(values))
    net.backward(Table(values), Table([torch.randn(3, SIZE).float() for _ in back]))


def go_back_in_parts(net: Any, values: list, back: list) -> None:
    net.forward(Table(values))
    net.updateGradInput(Table(values), Table(back))
    net.accGradParameters(Table(values), Table(back), 1)


def go_forward_twice(net: Any, values: list, back: list) -> None:
    net.forward(Table([torch.randn(3, SIZE).float(), *values[1:]]))


@pytest.mark.parametrize(
    "between",
    [
        *(nothing, replace_input, move_input, replace_gradient, move_gradient),
        *(go_another_way, go_back_in_parts, go_forward_twice),
    ],
)
@pytest.mark.parametrize("name", ["lstm", "mixed"])
def test_tensors_that_come_again_with_other_numbers(name: str, between: Any) -> None:
    torch.manualSeed(3)
    traced = NETS[name][0]().float()
    plain = traced.clone()
    own: Any = [[[torch.randn(3, SIZE).float() for _ in range(3)] for _ in range(2)] for _ in range(2)]
    results: list[Any] = []
    for number in range(9):
        found = []
        for net, (values, back) in zip((traced, plain), own):
            if net is plain:
                net._plan_now().traces = None
            torch.manualSeed(number)
            if number in (5, 7):
                between(net, values, back)
            for tensor in values + back:
                tensor.copy(torch.randn(3, SIZE))
            output = net.forward(Table(values))
            given = Table(back)
            gradient = net.backward(Table(values), given)
            results.append(gradient)
            assert net.outnode.data["gradOutput"][1] is given
            assert net.innode.data["gradOutput"][1] is gradient
            tensors = [*output.array_values(), *gradient.array_values(), *net.parameters()[1].array_values()]
            kept = [t for node in net.backwardnodes.array_values() for t in node.data["gradOutput"].array_values()]
            tensors += [t for t in kept if not isinstance(t, Table)]
            found.append([np.array(t.array) for t in tensors])
        for one, other in zip(*found, strict=True):
            np.testing.assert_allclose(one, other, 1e-5, 1e-5)
    assert len({id(gradient) for gradient in results}) == len(results)


def test_inputs_in_tables_are_told_apart_by_their_sizes() -> None:
    x = nn.Identity()()
    first, second = x.split(2)
    traced = nn.gModule([x], [nn.CSubTable()([nn.Dropout(0.0)(first), second])]).float()
    plain = traced.clone()
    for rows in (1, 1, 1, 1, 4, 4, 1, 4):
        given = Table([torch.randn(rows, SIZE).float() for _ in range(2)])
        back = torch.randn(rows, SIZE).float()
        plain._plan_now().traces = None
        for net in (traced, plain):
            net.forward(given)
            sizes = [t._size for t in net.backward(given, back).array_values()]
            assert sizes == [(rows, SIZE)] * 2


def test_an_interrupt_after_an_input_was_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    net = single().float()
    given, back = torch.randn(3, SIZE).float(), torch.randn(3, SIZE).float()
    for _ in range(4):
        net.forward(given)
        net.backward(given, back)
    passing = net._plan.traces._forward._passing
    run = passing.run

    def interrupted(*arguments: Any) -> Any:
        run(*arguments)
        raise KeyboardInterrupt

    other = torch.randn(3, SIZE).float()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(passing, "run", interrupted)
        net.forward(other)
    plain = net.clone()
    plain._plan_now().traces = None
    np.testing.assert_allclose(net.forward(other).array, plain.forward(other).array, 1e-5, 1e-6)
    assert net._plan.traces._on_trace
