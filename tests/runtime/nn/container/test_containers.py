"""Containers and wrappers: gradients, generic behaviour over one table of cases, and what is special to each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from converter import dumps, loads
from runtime import Table, TorchError, nn, torch

from ..gradcheck import gradient_error, leaves, like, randoms, tensor

#: what is built, shapes of its input
CASES: dict[str, tuple[Any, Any]] = {
    "Sequential": (lambda: nn.Sequential().add(nn.Linear(3, 4)).add(nn.Tanh()).add(nn.Linear(4, 2)), (5, 3)),
    "Concat": (lambda: nn.Concat(2).add(nn.Linear(3, 2)).add(nn.Tanh()).add(nn.Linear(3, 1)), (4, 3)),
    "Concat of tables": (
        lambda: (
            nn.Concat(1)
            .add(nn.JoinTable(1))
            .add(nn.Sequential().add(nn.ParallelTable().add(nn.Tanh()).add(nn.Linear(3, 2))).add(nn.CAddTable()))
        ),
        [(2,), (3,)],
    ),
    "DepthConcat": (lambda: nn.DepthConcat(1).add(nn.Linear(6, 5)).add(nn.Linear(6, 4)), (3, 6)),
    "ConcatTable": (lambda: nn.ConcatTable().add(nn.Linear(3, 2)).add(nn.Tanh()), (4, 3)),
    "ConcatTable of tables": (
        lambda: nn.ConcatTable().add(nn.Identity()).add(nn.SelectTable(2)).add(nn.FlattenTable()),
        [(2,), [(3,), (1,)]],
    ),
    "Parallel": (lambda: nn.Parallel(2, 1).add(nn.Linear(3, 2)).add(nn.Linear(3, 2)), (3, 2)),
    "ParallelTable": (lambda: nn.ParallelTable().add(nn.Linear(3, 2)).add(nn.Tanh()), [(4, 3), (2,)]),
    "MapTable": (lambda: nn.MapTable(nn.Linear(3, 2)), [(3,), (3,), (3,)]),
    "MapTable, own parameters": (lambda: nn.MapTable(nn.Linear(3, 2), False), [(2, 3), (1, 3)]),
    "Bottle": (lambda: nn.Bottle(nn.Linear(4, 2)), (2, 3, 4)),
    "Bottle, not needed": (lambda: nn.Bottle(nn.Linear(4, 2)), (3, 4)),
    "Decorator": (lambda: nn.Decorator(nn.Linear(3, 2)), (4, 3)),
    "DontCast": (lambda: nn.DontCast(nn.Linear(3, 2), True), (4, 3)),
    "GPU": (lambda: nn.GPU(nn.Linear(3, 2), 1), (4, 3)),
    "DataParallelTable": (lambda: nn.DataParallelTable(1).add(nn.Linear(3, 2), Table([1, 2])), (4, 3)),
    "WeightNorm": (lambda: nn.WeightNorm(nn.Linear(4, 3)), (2, 4)),
    "WeightNorm without bias": (lambda: nn.WeightNorm(nn.Linear(4, 3, False)), (2, 4)),
}


@pytest.fixture(params=CASES, ids=str)
def case(request: Any) -> tuple[Any, Any]:
    make, shape = CASES[request.param]
    torch.manualSeed(3)
    m = make()
    m.training()
    return m, randoms(np.random.default_rng(7), shape)


def same(got: Any, want: Any, tol: float = 0) -> None:
    got, want = leaves(got), leaves(want)
    assert len(got) == len(want)
    for a, b in zip(got, want):
        assert type(a) is type(b)
        np.testing.assert_allclose(a.numpy(), b.numpy(), tol, tol)


def copy(value: Any) -> Any:
    return Table({k: copy(v) for k, v in value.items()}) if isinstance(value, Table) else value.clone()


def results(m: Any, input: Any) -> tuple[Any, Any, Any]:
    """Output, gradInput and gradients of the parameters for one random gradOutput."""
    output = copy(m.forward(input))
    m.zeroGradParameters()
    back = copy(m.backward(input, like(np.random.default_rng(3), output)))
    parameters = m.parameters()
    return output, back, copy(parameters[1]) if parameters is not None else Table()


def test_gradients(case: tuple) -> None:
    m, input = case
    tolerance = 1e-3 if isinstance(m, nn.WeightNorm) else 1e-8  # Torch leaves the 1e-4 in |v| out of the gradient
    assert gradient_error(m, input) < tolerance


def test_saved_cloned_and_cleared(case: tuple) -> None:
    m, input = case
    want = results(m, input)
    for other in (m.clone(), loads(dumps(m)), loads(dumps(m, ascii=True)), m.clearState() or m):
        for got, expected in zip(results(other, input), want):
            same(got, expected, 1e-13)
        assert repr(other) == repr(m)


def test_parts_of_backward_add_up(case: tuple) -> None:
    m, input = case
    want = results(m, input)
    m.zeroGradParameters()
    gradient = like(np.random.default_rng(3), m.forward(input))
    same(m.updateGradInput(input, gradient), want[1], 1e-13)
    m.accGradParameters(input, gradient, 1)
    same((m.parameters() or (None, Table()))[1], want[2], 1e-13)


def test_cast(case: tuple) -> None:
    m, input = case
    if isinstance(m, nn.DontCast):
        return
    want = results(m, input)
    m.float()
    assert m.type() == "torch.FloatTensor"
    for a, b in zip(leaves(m.forward(floats(input))), leaves(want[0])):
        assert a.typename == "torch.FloatTensor"
        np.testing.assert_allclose(a.numpy(), b.numpy(), 1e-4, 1e-5)


def floats(value: Any) -> Any:
    return Table([floats(v) for v in value.array_values()]) if isinstance(value, Table) else value.float()


def test_errors_name_the_module() -> None:
    for container in (nn.Concat(1), nn.ConcatTable()):
        container.add(nn.Identity()).add(nn.Linear(2, 2))
        with pytest.raises(TorchError, match=rf"In 2 module of {container.typename}:\n(?s:.*)size mismatch"):
            container.forward(tensor([1.0, 2, 3]))
    with pytest.raises(TorchError, match="In 1 module of nn.ParallelTable:\nsize mismatch"):
        nn.ParallelTable().add(nn.Linear(2, 2)).forward(Table([tensor([1.0, 2, 3])]))
    with pytest.raises(TorchError, match="1 modules for 2 slices"):
        nn.Parallel(1, 1).add(nn.Identity()).forward(tensor(np.ones((2, 3))))


def test_text() -> None:
    branch = nn.Sequential().add(nn.Linear(3, 4)).add(nn.Tanh())
    assert repr(nn.ConcatTable().add(branch).add(nn.Identity())) == "\n".join([
        "nn.ConcatTable {",
        "  input",
        "    |`-> (1): nn.Sequential {",
        "    |      [input -> (1) -> (2) -> output]",
        "    |      (1): nn.Linear(3 -> 4)",
        "    |      (2): nn.Tanh",
        "    |    }",
        "     `-> (2): nn.Identity",
        "     ... -> output",
        "}",
    ])  # fmt: skip
    assert repr(nn.ParallelTable()) == "nn.ParallelTable {\n  input\n     ... -> output\n}"
    assert repr(nn.MapTable()) == "nn.MapTable { }"
    assert repr(nn.GPU(nn.Tanh(), 3)) == "nn.GPU(3) @ nn.Tanh"
    assert repr(nn.DataParallelTable(1).add(nn.Tanh(), Table([1, 2]))) == "DataParallelTable: 2 x nn.Tanh"


def test_a_concat_table_keeps_its_output_table() -> None:
    m, x = nn.ConcatTable().add(nn.Linear(2, 2)).add(nn.Identity()), tensor([1.0, 2])
    first = m.forward(x)
    assert m.forward(x) is first
    y = tensor([3.0, 4])
    assert m.forward(y)[2] is y


def test_depth_concat_centres_and_ignores_scale() -> None:
    m = nn.DepthConcat(1).add(nn.Identity()).add(nn.Narrow(2, 1, 2))
    x = tensor([[1.0, 2, 3, 4, 5]])
    assert m.forward(x).tolist() == [[1, 2, 3, 4, 5], [0, 1, 2, 0, 0]]
    m = nn.DepthConcat(1).add(nn.Linear(2, 2))
    m.forward(x.narrow(2, 1, 2))
    m.zeroGradParameters()
    m.backward(x.narrow(2, 1, 2), tensor([[1.0, 1]]), 100)
    assert m.get(1).gradBias.tolist() == [1, 1]


def test_map_table_shares_and_shrinks() -> None:
    m = nn.MapTable(nn.Linear(2, 1))
    m.forward(Table([tensor([1.0, 2])] * 3))
    assert m.size() == 3
    assert m.get(3).weight.storage() is m.get(1).weight.storage()
    m.resize(1)
    assert m.size() == 1
    with pytest.raises(TorchError, match="Single module required"):
        m.add(nn.Tanh())


def test_dont_cast_converts_at_its_border() -> None:
    m = nn.DontCast(nn.Linear(3, 2), True)
    m.float()
    x = torch.FloatTensor([[1, 2, 3]])
    assert m.forward(x).typename == "torch.FloatTensor"
    assert m.backward(x, torch.FloatTensor([[1, 1]])).typename == "torch.FloatTensor"
    assert m.get(1).weight.typename == "torch.DoubleTensor"
    with pytest.raises(TorchError, match="Cannot extrapolate moduleType"):
        nn.DontCast(nn.FlattenTable(), True)


def test_a_bottled_module_must_keep_its_dimensions() -> None:
    with pytest.raises(TorchError, match="Wrong number of output dims on module. Expected: 2 but got 1"):
        nn.Bottle(nn.Sum(2)).forward(tensor(np.ones((2, 3, 4))))
    assert nn.Bottle(nn.Sum(2), 2, 1).forward(tensor(np.ones((2, 3, 4))))._size == (2, 3)


def test_weight_norm_saves_no_weight_and_keeps_it_in_evaluation() -> None:
    m = nn.WeightNorm(nn.Linear(4, 3))
    x = tensor(np.ones((1, 4)))
    m.forward(x)
    weight = m.get(1).weight.clone()
    np.testing.assert_allclose(np.linalg.norm(weight.numpy(), axis=1), m.g.numpy()[:, 0], 1e-3)
    back = loads(dumps(m))
    assert back.weight is back.get(1).weight
    same(back.weight, weight, 1e-13)
    assert m.get(1).weight is m.weight  # writing put it back
    m.evaluate()
    m.v.fill(1)
    m.forward(x)
    same(m.get(1).weight, weight, 1e-13)


def test_data_parallel_table_adds_once() -> None:
    m = nn.DataParallelTable(1).add(nn.Tanh(), 1).add(nn.Abs(), 2)
    assert m.size() == 1 and m.gpuAssignments.array_values() == [1, 2]
    with pytest.raises(TorchError, match="add should only be called once"):
        m.add(nn.Tanh(), Table([1]))
    with pytest.raises(TorchError, match="accUpdateGradParameters not supported"):
        m.accUpdateGradParameters(None, None, 1)
    with pytest.raises(TorchError, match="must specify a dimension"):
        nn.DataParallelTable()


def test_decorate_gives_another_class_the_methods() -> None:
    class Wrapped(nn.Container):
        pass

    nn.Decorator.decorate(Wrapped)
    m = Wrapped().add(nn.Linear(2, 1))
    assert m.forward(tensor([1.0, 2]))._size == (1,)
    assert repr(m).endswith(" @ nn.Linear(2 -> 1)")
