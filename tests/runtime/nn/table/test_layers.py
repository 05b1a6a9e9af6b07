"""What is special to the layers of tables."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch

from ..tools import tensor


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
    with pytest.raises(TorchError, match="its element 2 is a number"):
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


def test_a_tensor_is_a_table_of_its_slices() -> None:
    x = tensor([[3.0, 4], [1, 2]])
    assert nn.CSubTable().forward(x).tolist() == [2, 2]
    assert nn.DotProduct().forward(x).tolist() == [11]
    both = nn.ParallelTable().add(nn.Identity()).add(nn.MulConstant(2)).forward(x)
    assert [t.tolist() for t in both.values()] == [[3, 4], [2, 4]]
    criterion = nn.ParallelCriterion().add(nn.MSECriterion()).add(nn.AbsCriterion())
    assert criterion.forward(x, tensor([[3, 4], [1, 0]])) == 1
    assert criterion.backward(x, tensor([[3, 4], [1, 0]])).tolist() == [[0, 0], [0.5, 0.5]]


def test_other_types_are_refused() -> None:
    pair = Table([torch.FloatTensor([1.0]), torch.FloatTensor([2.0])])
    for module in (nn.CAddTable(), nn.CMulTable(), nn.CMaxTable(), nn.CDivTable(), nn.DotProduct()):
        with pytest.raises(TorchError, match=r"input\[1\] is a torch.FloatTensor, but the module works on "):
            module.forward(pair)
