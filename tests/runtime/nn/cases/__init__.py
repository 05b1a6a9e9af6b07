"""One table of all classes of nn, nnx, inn and stn, which the generic tests run through.

An entry is called as its class (``nn.`` may be left out), with a word on the variant after a comma.
"""

from __future__ import annotations

from runtime import registry

from . import container, convolution, criterion, misc, normalization, packages, simple, table, transfer
from .case import Case, Loss

MODULES: dict[str, Case] = {}
for _group in (container, convolution, misc, normalization, packages, simple, table, transfer):
    _again = MODULES.keys() & _group.CASES.keys()
    assert not _again, f"two entries are called {_again}"
    MODULES.update(_group.CASES)
CRITERIONS: dict[str, Loss] = {**criterion.CASES, **packages.CRITERIONS}

#: Classes that tests of their own cover: what they do is not one output of one input.
SPECIAL = {
    "nn.Container": "computes nothing",
    "nn.Criterion": "computes nothing",
    "nn.CriterionTable": "its output is a number",
    "nn.DataParallelTable.Basic": "a part of nn.DataParallelTable",
    "nn.DataParallelTable.Threads": "a part of nn.DataParallelTable",
    "nn.FunctionWrapper": "its functions cannot be written from Python",
    "nn.IndexLinear": "collects its keys, and gradients by these, over several passes",
    "nn.Module": "computes nothing",
    "nn.StochasticGradient": "trains",
}


def typename_of(name: str) -> str:
    """The Torch name of the class of an entry."""
    word = name.split(",")[0]
    if "." in word:
        return word
    return next(full for full in (f"nn.{word}", f"cudnn.{word}") if registry.lookup(full) is not None)


__all__ = ["CRITERIONS", "MODULES", "SPECIAL", "Case", "Loss", "typename_of"]
