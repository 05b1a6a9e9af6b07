"""Table layers: gradients, generic behaviour over one table of cases, and what is special to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from converter import dumps, loads
from runtime import Table, TorchError, nn, torch

from ..gradcheck import gradient_error, leaves, like, randoms, tensor

LONG = torch.LongTensor([3, 1, 1])

#: class, arguments, shapes of the input: a tuple is a tensor, a list a table
CASES: list[tuple[str, tuple, Any]] = [
    ("CAddTable", (), [(2, 3), (2, 3), (2, 3)]),
    ("CAddTable", (), [(4,)]),
    ("CAddTensorTable", (), [(3,), [(3,), (3,)]]),
    ("CSubTable", (), [(2, 3), (2, 3)]),
    ("CMulTable", (), [(2, 3), (2, 3), (2, 3)]),
    ("CMulTable", (), [(4,)]),
    ("CDivTable", (), [(2, 3), (2, 3)]),
    ("CMaxTable", (), [(2, 3), (2, 3), (2, 3)]),
    ("CMinTable", (), [(2, 3), (2, 3)]),
    ("JoinTable", (1,), [(2, 3), (1, 3)]),
    ("JoinTable", (-1,), [(2, 2, 3), (2, 2, 1)]),
    ("JoinTable", (1, 1), [(4, 2), (4, 3)]),
    ("SplitTable", (2,), (2, 3, 2)),
    ("SplitTable", (-1,), (2, 3)),
    ("SplitTable", (1, 2), (2, 3, 2)),
    ("SelectTable", (2,), [(2,), (3,), (1,)]),
    ("SelectTable", (-1,), [(2,), [(3,), (1,)]]),
    ("NarrowTable", (2, 2), [(1,), (2,), [(3,)], (4,)]),
    ("FlattenTable", (), [(1,), [(2,), [(3,)]]]),
    ("ZipTable", (), [[(1,), (2,)], [(3,), (4,)]]),
    ("ZipTableOneToMany", (), [(2,), [(3,), (1,)]]),
    ("MM", (), [(2, 3), (3, 4)]),
    ("MM", (True, False), [(5, 3, 2), (5, 3, 4)]),
    ("MM", (True, True), [(3, 2), (4, 3)]),
    ("MV", (), [(2, 3), (3,)]),
    ("MV", (True,), [(5, 3, 2), (5, 3)]),
    ("DotProduct", (), [(4,), (4,)]),
    ("DotProduct", (), [(3, 4), (3, 4)]),
    ("CosineDistance", (), [(4,), (4,)]),
    ("CosineDistance", (), [(3, 4), (3, 4)]),
    ("PairwiseDistance", (2,), [(3, 4), (3, 4)]),
    ("PairwiseDistance", (3,), [(4,), (4,)]),
    ("MixtureTable", (), [(3, 2), [(3, 4), (3, 4)]]),
    ("MixtureTable", (), [(3,), [(4,), (4,), (4,)]]),
    ("MixtureTable", (), [(3, 2), (3, 2, 4)]),
    ("MixtureTable", (3,), [(2, 3), (2, 4, 3)]),
]


def case_id(case: tuple) -> str:
    return f"{case[0]}{case[1]}-{case[2]}"


@pytest.fixture(params=CASES, ids=case_id)
def case(request: Any) -> tuple[Callable[[], Any], Any]:
    name, args, shape = request.param
    return lambda: getattr(nn, name)(*args), randoms(np.random.default_rng(7), shape)


def same(got: Any, want: Any, tol: float = 0) -> None:
    got, want = leaves(got), leaves(want)
    assert len(got) == len(want)
    for a, b in zip(got, want):
        assert type(a) is type(b)
        np.testing.assert_allclose(a.numpy(), b.numpy(), tol, tol)


def copy(value: Any) -> Any:
    return Table({k: copy(v) for k, v in value.items()}) if isinstance(value, Table) else value.clone()


def test_gradients(case: tuple) -> None:
    make, input = case
    m = make()
    # Torch adds 1e-6 to the norm in the gradient of PairwiseDistance
    assert gradient_error(m, input) < (1e-5 if isinstance(m, nn.PairwiseDistance) else 1e-8)


def test_strided_input(case: tuple) -> None:
    make, input = case

    def strided(x: Any) -> Any:
        if isinstance(x, Table):
            return Table([strided(child) for child in x.array_values()])
        wide = np.zeros((*x._size[:-1], 2 * x._size[-1]))
        wide[..., ::2] = x.numpy()
        return torch.from_numpy(wide[..., ::2])

    same(make().forward(strided(input)), make().forward(input), 1e-12)


def test_twice_reuses_tensors_and_gives_the_same(case: tuple) -> None:
    make, input = case
    m = make()
    first = copy(m.forward(input))
    gradient = like(np.random.default_rng(3), first)
    back = copy(m.backward(input, gradient))
    before = leaves(m.gradInput)
    same(m.forward(input), first)
    same(m.backward(input, gradient), back)
    assert all(a is b for a, b in zip(before, leaves(m.gradInput)))


def test_saved_cloned_cleared_and_cast(case: tuple) -> None:
    make, input = case
    m = make()
    want = copy(m.forward(input))
    gradient = like(np.random.default_rng(3), want)
    back = copy(m.backward(input, gradient))
    for other in (m.clone(), loads(dumps(m)), loads(dumps(m, ascii=True)), m.clearState() or m):
        same(other.forward(input), want)
        same(other.backward(input, gradient), back)
    m.float()
    for a, b in zip(leaves(m.forward(floats(input))), leaves(want)):
        assert a.typename == "torch.FloatTensor"
        np.testing.assert_allclose(a.numpy(), b.numpy(), 1e-4, 1e-5)


def floats(value: Any) -> Any:
    return Table([floats(v) for v in value.array_values()]) if isinstance(value, Table) else value.float()


def test_inplace_sum_is_the_first_input() -> None:
    m, x = nn.CAddTable(True), Table([tensor([1, 2]), tensor([10, 20])])
    assert m.forward(x).tolist() == [11, 22]
    assert x[1].tolist() == [11, 22]
    g = tensor([1, 1])
    assert m.backward(x, g)[2].storage() is g.storage()


def test_nothing_is_broadcast() -> None:
    for name in ("CAddTable", "CMulTable", "CSubTable", "CDivTable", "CMaxTable"):
        with pytest.raises(TorchError, match="inconsistent tensor size.*same number of elements"):
            getattr(nn, name)().forward(Table([tensor(np.ones((2, 3))), tensor(np.ones(3))]))
    assert nn.CAddTable().forward(Table([tensor(np.ones((2, 3))), tensor(np.ones(6))]))._size == (2, 3)


def test_a_shorter_table_drops_gradients() -> None:
    m = nn.CAddTable()
    three = Table([tensor([1.0]), tensor([2.0]), tensor([3.0])])
    m.forward(three)
    assert len(m.backward(three, tensor([1.0]))) == 3
    two = Table(three.array_values()[:2])
    assert m.forward(two).tolist() == [3]
    assert len(m.backward(two, tensor([1.0]))) == 2


def test_what_is_no_tensor_is_named() -> None:
    with pytest.raises(TorchError, match="its element 2 is a float"):
        nn.CAddTable().forward(Table([tensor([1.0]), 2.0]))


def test_select_table_takes_any_key() -> None:
    m = nn.SelectTable("b")
    x = Table({"a": tensor([1.0]), "b": tensor([2.0])})
    assert m.forward(x).tolist() == [2]
    assert {k: v.tolist() for k, v in m.backward(x, tensor([5.0])).items()} == {"a": [0], "b": [5]}
    assert repr(m) == "nn.SelectTable(b)"
    with pytest.raises(TorchError, match="index does not exist in the input table"):
        nn.SelectTable(3).forward(x)


def test_flatten_table_rebuilds_when_the_structure_changes() -> None:
    m = nn.FlattenTable()
    a, b, c = tensor([1.0]), tensor([2.0]), tensor([3.0])
    assert m.forward(Table([a, Table([b, c])])).array_values() == [a, b, c]
    kept = m.output
    assert m.forward(Table([a, Table([b, c])])) is kept
    assert m.forward(Table([Table([c]), a])).array_values() == [c, a]


def test_split_table_gives_views_and_numbers() -> None:
    x = tensor([[1.0, 2], [3, 4]])
    nn.SplitTable(1).forward(x)[2].fill(9)
    assert x.tolist() == [[1, 2], [9, 9]]
    assert nn.SplitTable(1).forward(tensor([5.0, 6])).array_values() == [5, 6]
    with pytest.raises(TorchError, match="out of range"):
        nn.SplitTable(3).forward(x)


def test_matrix_products_check_their_shapes() -> None:
    a, b = tensor(np.ones((2, 3))), tensor(np.ones((2, 3)))
    with pytest.raises(TorchError, match="matrix sizes do not match"):
        nn.MM().forward(Table([a, b]))
    with pytest.raises(TorchError, match="input must be a pair of minibatch matrices"):
        nn.MM().forward(Table([a]))
    with pytest.raises(TorchError, match="matrix row count and vector length do not match"):
        nn.MV().forward(Table([a, tensor([1.0])]))


def test_random_signs_where_inputs_are_equal() -> None:
    m, x = nn.PairwiseDistance(1), Table([tensor([1.0, 2, 3, 4]), tensor([1.0, 0, 3, 5])])
    torch.manualSeed(5)
    m.forward(x)
    signs = m.backward(x, tensor([1.0]))[1].tolist()
    torch.manualSeed(5)
    assert signs == [2 * torch.random(2) - 3, 1, 2 * torch.random(2) - 3, -1]


def test_mixture_needs_a_gate_for_each_expert() -> None:
    with pytest.raises(TorchError, match="Should be one gater output per expert"):
        nn.MixtureTable().forward(Table([tensor(np.ones((2, 3))), Table([tensor(np.ones((2, 4)))])]))
