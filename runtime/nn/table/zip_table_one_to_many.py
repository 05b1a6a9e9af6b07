"""One element paired with each of a table (nn.ZipTableOneToMany)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..module import Module
from .arrays import fitted


@register("nn.ZipTableOneToMany")
class ZipTableOneToMany(Module):
    """{v, {a, b, c}} -> {{v, a}, {v, b}, {v, c}}; the gradients by v are summed."""

    def __init__(self) -> None:
        super().__init__()
        self.output = Table()
        self.gradInput = Table()
        self.gradInputEl = Tensor()

    def updateOutput(self, input: Any) -> Any:
        _check(input)
        self.output = Table([Table([input[1], value]) for value in input[2].array_values()])
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        _check(input)
        pairs = gradOutput.array_values()
        total = self.gradInputEl.resize_array(input[1]._size)
        total.fill(0)
        for pair in pairs:
            np.add(total, fitted(pair[1].array, total.shape), out=total)
        self.gradInput = Table([self.gradInputEl, Table([pair[2] for pair in pairs])])
        return self.gradInput


def _check(input: Any) -> None:
    if len(input) != 2:
        raise TorchError("input must be table of element and table")
