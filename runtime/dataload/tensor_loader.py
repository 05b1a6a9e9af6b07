"""Samples in tensors (dl.TensorLoader)."""

from __future__ import annotations

import math
from typing import Any

from ..errors import TorchError
from ..registry import register
from ..tensor import TENSORS
from . import nested
from .data_loader import DataLoader


@register("dl.TensorLoader")
class TensorLoader(DataLoader):
    """``TensorLoader(inputs, targets)``: tensors, or nested tables of such, whose first dimension counts samples."""

    ivocab: Any = None

    def __init__(self, inputs: Any, targets: Any) -> None:
        self.inputs, self.targets = nested.as_data(inputs), nested.as_data(targets)
        if nested.batch_size(self.inputs) != nested.batch_size(self.targets):
            raise TorchError("assertion failed!")

    def index(self, indices: Any, inputs: Any = None, targets: Any = None, *args: Any) -> tuple[Any, Any]:
        return nested.index(inputs, self.inputs, 1, indices), nested.index(targets, self.targets, 1, indices)

    def shuffle(self) -> tuple[Any, Any]:
        """Reorders inputs and targets (into new tensors); returns the loader and the order."""
        order = TENSORS["Long"]().randperm(self.size())
        self.inputs = nested.index(None, self.inputs, 1, order)
        self.targets = nested.index(None, self.targets, 1, order)
        return self, order

    def split(self, ratio: float) -> tuple[Any, Any]:
        """Two loaders that share this one's memory: the first `ratio` of the samples, and the rest."""
        if not 0 < ratio < 1:
            raise TorchError("Expecting 0 < arg < 1")
        size = self.size()
        middle = math.floor(size * ratio)
        parts = ((1, middle), (middle + 1, size))
        first, second = (
            TensorLoader(nested.sub(self.inputs, *part), nested.sub(self.targets, *part)) for part in parts
        )
        return first, second

    def tensor2text(self, tensor: Any) -> str:
        """The words, by the table `ivocab` of a loader of texts, that a vector of numbers spells; 0 is no word."""
        return " ".join([self.ivocab[number] for number in tensor.array.tolist() if number > 0])

    def size(self) -> int:
        return nested.batch_size(self.inputs)

    def isize(self, excludedim: Any = None) -> Any:
        return nested.size(self.inputs, excludedim)

    def tsize(self, excludedim: Any = None) -> Any:
        return nested.size(self.targets, excludedim)
