"""Graphs of modules: construction, errors, forward and backward, conversion, copies, files, drawings."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from converter import dumps, loads
from runtime import Table, TorchError, nn, nngraph, torch

from ..nn.gradients import gradient_error
from ..nn.tools import leaves, like, randoms, tensor


def chain() -> Any:
    x = nn.Identity()()
    return nn.gModule([x], [nn.Linear(4, 2)(nn.Tanh()(nn.Linear(3, 4)(x)))])


def several() -> Any:
    a, b = nn.Identity()(), nn.Identity()()
    h = nn.CAddTable()([nn.Linear(3, 2)(a), nn.Linear(4, 2)(b)])
    s = nn.Sigmoid()(h)
    return nn.gModule([a, b], [s, nn.Linear(2, 3)(s), nn.CMulTable()([h, s])])


def split() -> Any:
    x = nn.Identity()()
    p, q, r = x.split(3)
    return nn.gModule([x], [nn.CMulTable()([nn.CAddTable()([p, nn.Tanh()(q)]), r])])


def minus() -> Any:
    x = -nn.Identity()
    h = x - nn.Linear(2, 2)
    return nn.gModule([x], [nn.CAddTable()([h - nn.Tanh(), h - nn.Sigmoid(), x])])


def nested() -> Any:
    a, b = nn.Identity()(), nn.Identity()()
    u, v, w = several()([a, b]).split(3)
    return nn.gModule([a, b], [nn.Tanh()(u), nn.JoinTable(1, 1)([v, w])])


def deep() -> Any:
    x = nn.Identity()()
    first, rest = x.split(2)
    b, c = rest.split(2)
    return nn.gModule([x], [nn.CAddTable()([first, b, c]), nn.Tanh()(c)])


def criterion() -> Any:
    x, y = nn.Identity()(), nn.Identity()()
    return nn.gModule([x, y], [nn.MSECriterion()([nn.Linear(3, 2)(x), y])])


def nest() -> Any:
    a, b = nn.Identity()(), nn.Identity()()
    return nn.gModule([a, b], [nngraph.nest([a, [b, nn.Linear(2, 2)(b)]]), nn.CAddTable()(nngraph.nest([a]))])


CASES = {
    chain: (5, 3),
    several: [(2, 3), (2, 4)],
    split: [(2, 2), (2, 2), (2, 2)],
    minus: (3, 2),
    nested: [(4, 3), (4, 4)],
    deep: [(2,), [(2,), (2,)]],
    nest: [(3, 2), (3, 2)],
}


@pytest.fixture(params=CASES, ids=lambda make: make.__name__)
def case(request: Any) -> tuple[Any, Any]:
    torch.manualSeed(4)
    return request.param(), randoms(np.random.default_rng(7), CASES[request.param])


def copy(value: Any) -> Any:
    return Table({k: copy(v) for k, v in value.items()}) if isinstance(value, Table) else value.clone()


def same(got: Any, want: Any, tol: float = 0) -> None:
    got, want = leaves(got), leaves(want)
    assert len(got) == len(want)
    for a, b in zip(got, want):
        np.testing.assert_allclose(a.numpy(), b.numpy(), tol, tol)


def results(m: Any, input: Any) -> list[Any]:
    output = copy(m.forward(input))
    m.zeroGradParameters()
    back = copy(m.backward(input, like(np.random.default_rng(3), output)))
    parameters = m.parameters()
    return [output, back, copy(parameters[1])]


def test_gradients(case: tuple) -> None:
    assert gradient_error(*case) < 1e-8


def test_the_gradient_by_a_criterions_target_is_zero() -> None:
    m, input = criterion(), randoms(np.random.default_rng(7), [(4, 3), (4, 2)])
    loss = m.forward(input)
    assert loss.tolist() == [nn.MSECriterion().forward(m.get(2).output, input[2])]
    back = m.backward(input, tensor([2.0]))
    assert not back[2].numpy().any()
    assert back[1].numpy().any()


def test_saved_cloned_pickled_and_cleared(case: tuple) -> None:
    m, input = case
    want = results(m, input)
    others = [m.clone(), loads(dumps(m)), loads(dumps(m, ascii=True)), pickle.loads(pickle.dumps(m)), m.clearState()]
    for other in others:
        for got, expected in zip(results(other, input), want):
            same(got, expected)


def test_a_loaded_net_goes_on_where_the_saved_one_was(case: tuple) -> None:
    m, input = case
    m.zeroGradParameters()
    gradient = like(np.random.default_rng(3), m.forward(input))
    m.updateGradInput(input, gradient)
    other = loads(dumps(m))
    for net in (m, other):
        net.accGradParameters(input, gradient, 1)
    same(other.parameters()[1], m.parameters()[1])


def test_what_nodes_hold_follows_the_passes(case: tuple) -> None:
    m, input = case
    output = m.forward(input)
    assert m.outnode.data["input"].array_values() == (
        output.array_values() if len(m.outnode.children) > 1 else [output]
    )
    m.backward(input, like(np.random.default_rng(3), output))
    assert m.innode.data["gradOutput"].array_values() == [m.gradInput]
    for node in m.forwardnodes.array_values():  # as scripts do that save space in files
        node.data["input"] = node.data["gradOutput"] = None
    m.forward(input)
    assert all("input" in node.data for node in m.forwardnodes.array_values())
    m.float()
    assert {t.typename for n in m.forwardnodes.array_values() for t in leaves(n.data["input"])} == {"torch.FloatTensor"}


def test_order_is_torchs() -> None:
    m = several()
    assert [type(x).__name__ for x in m.modules.array_values()] == [
        "Identity", "Linear", "Identity", "Linear", "CAddTable", "Sigmoid", "Linear", "CMulTable",
    ]  # fmt: skip
    assert (len(m.forwardnodes), len(m.backwardnodes), m.size()) == (13, 13, 8)


def test_inputs_are_counted() -> None:
    with pytest.raises(TorchError, match="expecting table of 2 inputs"):
        several().forward(tensor([1.0]))
    with pytest.raises(TorchError, match="Got 1 inputs instead of 2"):
        several().forward(Table([tensor([1.0])]))
    m, x = several(), randoms(np.random.default_rng(7), CASES[several])
    m.forward(x)
    with pytest.raises(TorchError, match="Got 1 gradOutputs instead of 3"):
        m.backward(x, Table([tensor([1.0])]))
    with pytest.raises(TorchError, match=r"split\(3\) cannot split 2 outputs"):
        split().forward(Table([tensor([1.0]), tensor([1.0])]))
    with pytest.raises(TorchError, match="the input for a split should be a table"):
        split().forward(tensor([1.0]))


def test_mistakes_in_calls() -> None:
    x = nn.Identity()()
    mistakes = {
        "inputs[1] is an nn.Module, specifically a nn.Linear": lambda: nn.Tanh()(nn.Linear(2, 2)),
        "inputs[2] is an nn.Module, specifically a nn.Identity": lambda: nn.CMulTable()([x, nn.Identity()]),
        "cannot pass an empty table of inputs": lambda: nn.Tanh()([]),
        "inputs[1] is nil (typo / bad index?)": lambda: nn.Tanh()(None),
        "inputs[2] is nil (typo / bad index?)": lambda: nn.CAddTable()([x, None, x]),
        "Don't pass the same input twice.": lambda: nn.CAddTable()([x, x]),
        "outputs[1] is an nn.Module": lambda: nn.gModule([x], [nn.Tanh()]),
        "outputs[2] is nil (typo / bad index?)": lambda: nn.gModule([x], [nn.Tanh()(x), None, nn.Abs()(x)]),
        "inputs[1] should be an nngraph.Node but is of type number": lambda: nn.gModule([3], [x]),
    }
    for text, call in mistakes.items():
        with pytest.raises(TorchError) as error:
            call()
        assert text in str(error.value)


def test_nothing_may_be_lost() -> None:
    x = nn.Identity()()
    a, _ = x.split(2)
    with pytest.raises(TorchError, match=r"1 of split\(2\) outputs from the node declared at \[.*test_g_module.py\]"):
        nn.gModule([x], [a])
    y = nn.Identity()()
    nn.Tanh()(y)
    with pytest.raises(TorchError, match=r"node declared on \[.*test_g_module.py\]:\d+_ does not connect to gmodule"):
        nn.gModule([y], [nn.Abs()(y)])
    with pytest.raises(TorchError, match="no inputs are not supported"):
        nn.gModule([], [nn.Identity()()])


def test_calls_with_data_still_run() -> None:
    m = chain()
    x = np.ones((2, 3))
    np.testing.assert_array_equal(m(x), m.forward(tensor(x)).numpy())
    loss, gradient = nn.MSECriterion()(tensor([1.0]), tensor([3.0]))
    assert (loss, gradient.tolist()) == (4, [-4])


def test_just_element_and_table() -> None:
    x = nn.Identity()()
    m = nn.gModule([x], [nn.Tanh()(x.split(1))])
    assert m.forward(Table([tensor([0.0])])).tolist() == [0]
    assert m.backward(Table([tensor([0.0])]), tensor([2.0]))[1].tolist() == [2]
    with pytest.raises(TorchError, match="expecting one element"):
        nngraph.JustElement().forward(Table([tensor([0.0]), tensor([0.0])]))
    assert nngraph.JustTable().forward(tensor([1.0]))[1].tolist() == [1]


def test_replace_and_map() -> None:
    m = chain()
    m.replace(lambda sub: nn.Sigmoid() if isinstance(sub, nn.Tanh) else sub)
    assert isinstance(m.get(3), nn.Sigmoid)
    x = tensor(np.ones((1, 3)))
    m.forward(x)
    assert ((m.get(3).output.numpy() > 0) & (m.get(3).output.numpy() < 1)).all()
    pairs: list = []
    m.map(m.clone(), lambda a, b: pairs.append((type(a), type(b))))
    assert len(pairs) == 4 and all(a is b for a, b in pairs)
    with pytest.raises(TorchError, match="trying to map another gModule with a different structure"):
        several().map(m, lambda a, b: None)


def test_weights_shared_with_clones_in_time() -> None:
    m = chain()
    flat, gradient = m.getParameters()
    clones = [m.clone("weight", "bias", "gradWeight", "gradBias") for _ in range(3)]
    flat.fill(0.5)
    gradient.zero()
    x = tensor(np.ones((1, 3)))
    for net in clones:
        same(net.forward(x), m.forward(x))
        net.backward(x, tensor([[1.0, 1.0]]))
    assert gradient.numpy()[-2:].tolist() == [3, 3]


def test_a_zero_expanded_from_one_element_is_not_added() -> None:
    class Dead(nn.Module):
        def updateOutput(self, input: Any) -> Any:
            self.output = input
            return input

        def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
            self.gradInput = torch.DoubleTensor([0]).view(1, 1).expandAs(input)
            return self.gradInput

    x = nn.Identity()()
    m = nn.gModule([x], [nn.CAddTable()([Dead()(x), nn.Identity()(x)])])
    input = tensor([[1.0, 2.0]])
    m.forward(input)
    assert m.backward(input, tensor([[3.0, 4.0]])).tolist() == [[3, 4]]
    assert all("gradOutputBuffer" not in node.data for node in m.forwardnodes.array_values())


def test_labels_and_drawings(tmp_path: Path) -> None:
    x = nn.Identity()()
    hidden = nn.Linear(3, 2)(x).annotate(name="hidden", description="first", graphAttributes={"color": "red"})
    m = nn.gModule([x], [nn.Tanh()(hidden)])
    text = m.fg.todot("net")
    assert 'label="hidden (' in text and "desc = first" in text and "color=red" in text and "tooltip=" in text
    assert "module = nn.Linear(3 -> 2)" in hidden.label()
    assert "Identity" not in nngraph.simple_print.todot(m.fg)
    m.forward(tensor(np.ones((1, 3))))
    assert "input = {Tensor[1x3]}" in hidden.label()
    assert repr(m) == "nn.gModule"
    m.name = "mine"
    assert repr(m) == "mine"


def test_the_failing_node_is_drawn_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    m = chain()
    nngraph.setDebug(True)
    try:
        with pytest.raises(TorchError):
            m.forward(tensor(np.ones((1, 7))))
    finally:
        nngraph.setDebug(False)
    text = (tmp_path / "nngraph_1in_1out.dot").read_text()
    failing = next(n for n in m.fg.nodes.array_values() if "Linear(3 -> 4)" in n.label())
    assert f"n{failing.id}[style=filled, fillcolor=red]" in text


def test_annotate_nodes_names_local_variables() -> None:
    first = nn.Identity()()
    second = nn.Tanh()(first).annotate(name="kept")
    nngraph.annotateNodes()
    assert first.data["annotations"]["name"] == "first"
    assert second.data["annotations"]["name"] == "kept"


def test_verbose_prints_labels(capsys: pytest.CaptureFixture) -> None:
    m = chain()
    m.verbose = True
    m.forward(tensor(np.ones((1, 3))))
    assert capsys.readouterr().out.count(" V : ") == len(m.forwardnodes)


def test_old_files_without_a_list_of_modules() -> None:
    m = chain()
    x = tensor(np.ones((2, 3)))
    want = m.forward(x).clone()
    del m.modules, m.nInputs
    other = loads(dumps(m))
    assert [type(a) for a in other.modules.array_values()] == [nn.Identity, nn.Linear, nn.Tanh, nn.Linear]
    same(other.forward(x), want)


@pytest.mark.parametrize("outputs", [1, 2])
def test_clones_share_parameters_before_and_after_the_first_run(outputs: int) -> None:
    x = nn.Identity()()
    net = nn.gModule([x], [nn.Linear(3, 2)(x) for _ in range(outputs)])
    for _ in range(2):
        clone = net.clone("weight", "bias", "gradWeight", "gradBias")
        for own, other in zip(net.parameters()[0].array_values(), clone.parameters()[0].array_values()):
            assert np.shares_memory(own.array, other.array)
        net.forward(torch.randn(2, 3))
