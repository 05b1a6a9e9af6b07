"""clone: what was shared inside is shared in the copy, nothing with the original."""

from __future__ import annotations

import copy

from runtime import LuaFunction, Table, UnknownObject, nn, torch
from runtime.copying import clone


def test_sharing_inside_survives() -> None:
    storage = torch.DoubleStorage([1, 2, 3, 4])
    a, b = torch.DoubleTensor(storage, 1, 2), torch.DoubleTensor(storage, 2, 2)
    table = Table({"a": a, "b": b, "again": a, "storage": storage})
    table["self"] = table
    other = clone(table)
    assert other is not table and other["self"] is other
    assert other["again"] is other["a"] and other["a"].storage() is other["b"].storage() is other["storage"]
    other["a"].fill(9)
    assert other["b"].tolist() == [9, 3] and a.tolist() == [1, 2]


def test_deep_nesting_does_not_recurse() -> None:
    top = inner = Table()
    for _ in range(100_000):
        inner[1] = Table()
        inner = inner[1]
    assert len(clone(top)) == 1


def test_unknown_objects_and_functions() -> None:
    function = LuaFunction(8, b"code", None)
    thing = UnknownObject("my.Class", 2, {"x": Table([1]), "f": function})
    other = copy.deepcopy(thing)
    assert (other._typename, other.version, other.f) == ("my.Class", 2, function)
    assert other.x is not thing.x and other.x[1] == 1


def test_module_clone_shares_named_tensors() -> None:
    module = nn.Sequential().add(nn.Linear(2, 3)).add(nn.Linear(3, 1))
    shared, own = module.clone("weight", "bias"), module.clone()
    assert shared.get(1).weight.storage() is module.get(1).weight.storage()
    assert shared.get(1).gradWeight.storage() is not module.get(1).gradWeight.storage()
    assert own.get(1).weight.storage() is not module.get(1).weight.storage()
    assert own.get(1).weight.tolist() == module.get(1).weight.tolist()
