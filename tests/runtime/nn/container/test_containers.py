"""What is special to containers and wrappers."""

from __future__ import annotations

import numpy as np
import pytest

from converter import dumps, loads
from runtime import Table, TorchError, nn, torch

from ..tools import arrays, same, tensor


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
    same(arrays(back.weight), arrays(weight), 1e-13)
    assert m.get(1).weight is m.weight  # writing put it back
    m.evaluate()
    m.v.fill(1)
    m.forward(x)
    same(arrays(m.get(1).weight), arrays(weight), 1e-13)


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
