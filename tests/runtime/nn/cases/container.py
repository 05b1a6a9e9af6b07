"""Containers and wrappers."""

from __future__ import annotations

from runtime import Table, nn

from .case import Case, batch, case

#: Torch leaves the 1e-4 in |v| out of the gradient of WeightNorm.
CASES: dict[str, Case] = {
    "Sequential": batch(lambda: nn.Sequential().add(nn.Linear(3, 4)).add(nn.Tanh()).add(nn.Linear(4, 2)), (5, 3)),
    "Concat": batch(lambda: nn.Concat(2).add(nn.Linear(3, 2)).add(nn.Tanh()).add(nn.Linear(3, 1)), (4, 3)),
    "Concat, tables": case(
        lambda: (
            nn.Concat(1)
            .add(nn.JoinTable(1))
            .add(nn.Sequential().add(nn.ParallelTable().add(nn.Tanh()).add(nn.Linear(3, 2))).add(nn.CAddTable()))
        ),
        [(2,), (3,)],
    ),
    "DepthConcat": case(lambda: nn.DepthConcat(1).add(nn.Linear(6, 5)).add(nn.Linear(6, 4)), (3, 6)),
    "ConcatTable": batch(lambda: nn.ConcatTable().add(nn.Linear(3, 2)).add(nn.Tanh()), (4, 3)),
    "ConcatTable, tables": case(
        lambda: nn.ConcatTable().add(nn.Identity()).add(nn.SelectTable(2)).add(nn.FlattenTable()),
        [(2,), [(3,), (1,)]],
    ),
    "Parallel": case(lambda: nn.Parallel(2, 1).add(nn.Linear(3, 2)).add(nn.Linear(3, 2)), (3, 2)),
    "ParallelTable": case(lambda: nn.ParallelTable().add(nn.Linear(3, 2)).add(nn.Tanh()), [(4, 3), (2,)]),
    "MapTable": case(lambda: nn.MapTable(nn.Linear(3, 2)), [(3,), (3,), (3,)], reused=False),
    "MapTable, own parameters": case(lambda: nn.MapTable(nn.Linear(3, 2), False), [(2, 3), (1, 3)], reused=False),
    "Bottle": batch(lambda: nn.Bottle(nn.Linear(4, 2)), (2, 3, 4), strided=False),
    "Bottle, not needed": case(lambda: nn.Bottle(nn.Linear(4, 2)), (3, 4)),
    "Decorator": batch(lambda: nn.Decorator(nn.Linear(3, 2)), (4, 3)),
    "DontCast": batch(lambda: nn.DontCast(nn.Linear(3, 2), True), (4, 3), float=None),
    "GPU": batch(lambda: nn.GPU(nn.Linear(3, 2), 1), (4, 3)),
    "DataParallelTable": batch(lambda: nn.DataParallelTable(1).add(nn.Linear(3, 2), Table([1, 2])), (4, 3)),
    "WeightNorm": batch(lambda: nn.WeightNorm(nn.Linear(4, 3)), (2, 4), gradient=1e-3, evaluation=False),
    "WeightNorm, no bias": batch(
        lambda: nn.WeightNorm(nn.Linear(4, 3, False)), (2, 4), gradient=1e-3, evaluation=False
    ),
}
