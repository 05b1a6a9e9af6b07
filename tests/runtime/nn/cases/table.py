"""Layers of tables."""

from __future__ import annotations

from runtime import nn

from .case import Case, batch, case

#: Torch adds 1e-6 to the norm in the gradient of PairwiseDistance.
CASES: dict[str, Case] = {
    "CAddTable": batch(nn.CAddTable, [(2, 3), (2, 3), (2, 3)]),
    "CAddTable, one": case(nn.CAddTable, [(4,)]),
    "CAddTensorTable": case(nn.CAddTensorTable, [(3,), [(3,), (3,)]], reused=False),
    "CSubTable": batch(nn.CSubTable, [(2, 3), (2, 3)]),
    "CMulTable": batch(nn.CMulTable, [(2, 3), (2, 3), (2, 3)]),
    "CMulTable, one": case(nn.CMulTable, [(4,)]),
    "CDivTable": batch(nn.CDivTable, [(2, 3), (2, 3)]),
    "CMaxTable": batch(nn.CMaxTable, [(2, 3), (2, 3), (2, 3)]),
    "CMinTable": batch(nn.CMinTable, [(2, 3), (2, 3)]),
    "JoinTable": case(lambda: nn.JoinTable(1), [(2, 3), (1, 3)]),
    "JoinTable, last": batch(lambda: nn.JoinTable(-1), [(2, 2, 3), (2, 2, 1)]),
    "JoinTable, batch": batch(lambda: nn.JoinTable(1, 1), [(4, 2), (4, 3)]),
    "SplitTable": batch(lambda: nn.SplitTable(2), (2, 3, 2), reused=False),
    "SplitTable, last": batch(lambda: nn.SplitTable(-1), (2, 3), reused=False),
    "SplitTable, batch": case(lambda: nn.SplitTable(1, 2), (2, 3, 2), reused=False),
    "SelectTable": case(lambda: nn.SelectTable(2), [(2,), (3,), (1,)]),
    "SelectTable, last": case(lambda: nn.SelectTable(-1), [(2,), [(3,), (1,)]]),
    "NarrowTable": case(lambda: nn.NarrowTable(2, 2), [(1,), (2,), [(3,)], (4,)]),
    "FlattenTable": case(nn.FlattenTable, [(1,), [(2,), [(3,)]]]),
    "ZipTable": case(nn.ZipTable, [[(1,), (2,)], [(3,), (4,)]], reused=False),
    "ZipTableOneToMany": case(nn.ZipTableOneToMany, [(2,), [(3,), (1,)]], reused=False),
    "MM": case(nn.MM, [(2, 3), (3, 4)]),
    "MM, batch": batch(lambda: nn.MM(True, False), [(5, 3, 2), (5, 3, 4)]),
    "MM, transposed": case(lambda: nn.MM(True, True), [(3, 2), (4, 3)]),
    "MV": case(nn.MV, [(2, 3), (3,)]),
    "MV, batch": batch(lambda: nn.MV(True), [(5, 3, 2), (5, 3)]),
    "DotProduct": case(nn.DotProduct, [(4,), (4,)]),
    "DotProduct, batch": batch(nn.DotProduct, [(3, 4), (3, 4)]),
    "CosineDistance": case(nn.CosineDistance, [(4,), (4,)]),
    "CosineDistance, batch": batch(nn.CosineDistance, [(3, 4), (3, 4)]),
    "PairwiseDistance": batch(lambda: nn.PairwiseDistance(2), [(3, 4), (3, 4)], gradient=1e-5),
    "PairwiseDistance, vector": case(lambda: nn.PairwiseDistance(3), [(4,), (4,)], gradient=1e-5),
    "MixtureTable": batch(nn.MixtureTable, [(3, 2), [(3, 4), (3, 4)]]),
    "MixtureTable, vector": case(nn.MixtureTable, [(3,), [(4,), (4,), (4,)]]),
    "MixtureTable, tensor": batch(nn.MixtureTable, [(3, 2), (3, 2, 4)]),
    "MixtureTable, dimension": case(lambda: nn.MixtureTable(3), [(2, 3), (2, 4, 3)]),
}
