"""Sampling of categories in constant time by alias tables (torchx's torch.AliasMultinomial)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError
from ..objects import TorchObject
from ..random import alias_pairs, default_generator, store
from ..registry import register
from ..tensor import TENSORS


@register("torch.AliasMultinomial")
class AliasMultinomial(TorchObject):
    """Draws 1..n with the probabilities of a vector that sums to 1; `J` and `q` are the tables."""

    def __init__(self, probs: Any) -> None:
        self.J, self.q = self.setup(probs)

    def setup(self, probs: Any) -> tuple[Any, Any]:
        """(J, q): place i stands for category i with probability q[i], else for J[i]."""
        if probs.dim() != 1:
            raise TorchError("assertion failed!")
        partners, table = alias_pairs(backend.to_host(probs.array))
        if not table.min() >= 0:
            raise TorchError("assertion failed!")
        if table.max() > 1:
            table /= table.max()
        table[partners < 0] = 1
        J, q = TENSORS["Long"](), type(probs)()
        store(J.resize_array(partners.shape), partners + 1)
        store(q.resize_array(table.shape), table)
        return J, q

    def draw(self) -> int:
        """One category."""
        place = default_generator.draw() % len(self.J.array)
        own = default_generator.uniform() < self.q.array[place]
        return place + 1 if own else int(self.J.array[place])

    def batchdraw(self, output: Any) -> Any:
        """Fills the LongTensor `output` with categories; returns it."""
        if output._typename != "torch.LongTensor" or output.nElement() == 0:
            raise TorchError("assertion failed!")
        count = output.nElement()
        places = (default_generator.draws(count) % np.uint64(len(self.J.array))).astype("i8")
        own = default_generator.uniforms(count) <= backend.to_host(self.q.array)[places]
        store(output.array, np.where(own, places + 1, backend.to_host(self.J.array)[places]))
        return output
