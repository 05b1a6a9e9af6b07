"""Modules of nn that fit nowhere else."""

from __future__ import annotations

from runtime import nn

from .case import Case, batch, case

CASES: dict[str, Case] = {
    "Convert": batch(lambda: nn.Convert("bchw", "bf"), (2, 3, 2, 2)),
    "Convert, transposed": case(lambda: nn.Convert("fb", "bf"), (3, 4)),
    "Maxout": batch(lambda: nn.Maxout(4, 3, 2), (5, 4)),
    "NaN": batch(lambda: nn.NaN(nn.Linear(3, 2), "here"), (4, 3)),
    "Profile": batch(lambda: nn.Profile(nn.Linear(3, 2), 1000), (4, 3)),
}
