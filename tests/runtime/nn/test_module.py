"""Module: what every layer inherits."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch


@pytest.fixture
def net() -> nn.Sequential:
    torch.manualSeed(1)
    return nn.Sequential().add(nn.Linear(4, 3)).add(nn.Linear(3, 2))


def test_get_parameters_flattens_and_shares(net: nn.Sequential) -> None:
    p, g = net.getParameters()
    assert p.nElement() == g.nElement() == 4 * 3 + 3 + 3 * 2 + 2
    p.fill(0.5)
    assert net.get(1).weight.tolist() == [[0.5] * 4] * 3
    assert net.get(2).bias.storage() is p.storage()


def test_get_parameters_keeps_ties_and_drops_holes() -> None:
    a, b = nn.Linear(3, 3), nn.Linear(3, 3)
    b.share(a, "weight", "gradWeight", "bias", "gradBias")
    p, _ = nn.Sequential().add(a).add(b).getParameters()
    assert p.nElement() == 12
    holed = nn.Linear(2, 2)
    base = torch.range(1, 20)
    holed.weight.set(base.storage(), 5, 2, 2, 2, 1)
    p, _ = holed.getParameters()
    assert p.nElement() == 6 and holed.weight.tolist() == [[5, 6], [7, 8]]


def test_type_keeps_sharing(net: nn.Sequential) -> None:
    net.getParameters()
    net.float()
    assert net.type() == "torch.FloatTensor" and net.get(1).weight.typename == "torch.FloatTensor"
    assert net.get(1).weight.storage() is net.get(2).bias.storage()


def test_call_takes_arrays_of_any_type_and_gives_copies(net: nn.Sequential) -> None:
    x = np.ones((5, 4), np.float32)
    y = net(x)
    assert isinstance(y, np.ndarray) and y.dtype == np.float64 and y.shape == (5, 2)
    kept = y.copy()
    net(2 * x)
    assert (y == kept).all()
    assert net.float()(x.astype(int)).dtype == np.float32


def test_call_takes_and_gives_tables() -> None:
    net = nn.ParallelTable().add(nn.Identity()).add(nn.Linear(2, 1))
    out = net([np.ones(3), np.ones(2)])
    assert isinstance(out, Table) and out[1].tolist() == [1, 1, 1] and out[2].shape == (1,)


def test_errors_name_the_way_to_the_module(net: nn.Sequential) -> None:
    outer = nn.Sequential().add(nn.Identity()).add(net)
    with pytest.raises(TorchError) as caught:
        outer.forward(torch.DoubleTensor(5, 7))
    text = str(caught.value)
    assert text.startswith("\nIn 2 module of nn.Sequential:\nIn 1 module of nn.Sequential:\nsize mismatch, m1: [5 x 7]")
    assert text.count("WARNING") == 1


def test_replace_apply_and_find(net: nn.Sequential) -> None:
    seen = []
    net.apply(lambda m: seen.append(m._typename))
    assert seen == ["nn.Sequential", "nn.Linear", "nn.Linear"]
    net.replace(lambda m: nn.Identity() if m._typename == "nn.Linear" else m)
    found, containers = net.findModules("nn.Identity")
    assert len(found) == 2 and containers[1] is net


def test_backward_update_of_shared_modules() -> None:
    module = nn.Linear(2, 1)
    other = nn.Linear(2, 1).share(module, "weight")
    assert module.shared and other.weight.storage() is module.weight.storage()
    x, g = torch.DoubleTensor([[1, 2]]), torch.DoubleTensor([[1]])
    before = module.weight.tolist()[0]
    module.forward(x)
    module.backwardUpdate(x, g, 0.1)
    assert other.weight.tolist()[0] == pytest.approx([before[0] - 0.1, before[1] - 0.2])


def test_clear_takes_tables_and_checks_its_arguments() -> None:
    fields = Table({"a": torch.ones(2), "b": Table([1]), "c": 5, "d": False, "e": "x"})
    a = fields["a"]
    assert nn.utils.clear(fields, "a", "b", "c", "d", "f") is fields
    assert fields["a"] is a and a.nElement() == 0 and len(fields["b"]) == 0
    assert set(fields) == {"a", "b", "d", "e"}
    for call, text in (
        (lambda: nn.utils.addSingletonDimension(3), "input tensor expected"),
        (lambda: nn.utils.addSingletonDimension(3, torch.ones(2), 1), "output tensor expected, got number"),
        (lambda: nn.utils.recursiveAdd(torch.ones(2)), "expecting at least two arguments"),
        (lambda: nn.Sequential().clone("modules"), "Shared parameters have to be Tensors"),
    ):
        with pytest.raises(TorchError, match=text):
            call()


def test_clone_shares_what_there_is() -> None:
    net = nn.ParallelTable().add(nn.Linear(2, 2))
    net.output = None
    assert net.clone("weight", "bias").get(1).weight.storage() is net.get(1).weight.storage()
