"""The largest of several linear maps (nn.Maxout)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..container.sequential import Sequential
from ..simple.linear import Linear
from ..simple.max import Max
from ..simple.view import View


@register("nn.Maxout")
class Maxout(Sequential):
    """output[j] = max over `maxoutNumber` linear maps of a batch x inputSize; each passes `preprocess` first."""

    def __init__(self, inputSize: int, outputSize: int, maxoutNumber: int, preprocess: Any = None) -> None:
        super().__init__()
        self.add(Linear(inputSize, outputSize * maxoutNumber))
        self.add(View(maxoutNumber, outputSize).setNumInputDims(1))
        if preprocess is not None:
            self.add(preprocess)
        self.add(Max(1, 2))
