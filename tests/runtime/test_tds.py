"""tds.Hash and tds.Vec are tables that files know under their own names."""

from __future__ import annotations

import converter
from runtime import Table, lookup
from runtime.copying import clone
from runtime.extensions import load_all

load_all()
Hash, Vec = lookup("tds.Hash"), lookup("tds.Vec")


def test_they_are_tables_with_a_class():
    vec = Vec(["a", 2])
    vec.append(Hash({"k": vec}))
    assert isinstance(vec, Table) and vec.typename == "tds.Vec" and len(vec) == 3
    copy = clone(vec)
    assert type(copy) is Vec and type(copy[3]) is Hash and copy[3]["k"] is copy


def test_they_survive_files():
    whole = Hash({"list": Vec([1.5, "x", Vec()]), 3: True})
    whole["self"] = whole
    for ascii in (False, True):
        data = converter.dumps(whole, ascii=ascii)
        found = converter.loads(data)
        assert type(found) is Hash and found["self"] is found
        assert found["list"].array_values()[:2] == [1.5, "x"] and type(found["list"][3]) is Vec
        assert converter.dumps(found, ascii=ascii) == data
