"""The product with the weights of all gates that every step of a sequence repeats."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from ...kernels.parallel import SHARED_FLOPS, small_products, threads
from .scratch import Scratch

#: From so many steps on copies of the weights, in the order that BLAS is fastest with, pay.
STEPS = 4


class Repeated:
    """Products of `rows` rows with `weight` (gates x inputs x size), forward and backward, for one sequence.

    Small ones go gate by gate; for large ones the gates lie side by side, so that BLAS's threads have more to share.
    """

    __slots__ = ("weight", "flops", "_scratch", "_name", "_wide", "_to", "_back")

    def __init__(self, weight: Any, rows: int, scratch: Scratch, name: str = "repeated") -> None:
        self.weight, self._scratch, self._name = weight, scratch, name
        #: The work of one product.
        self.flops = 2 * rows * weight.size
        self._wide = len(weight) > 1 and self.flops >= SHARED_FLOPS and threads() > 1
        self._to: Any = None
        self._back: Any = None

    def products(self) -> AbstractContextManager:
        """Around the loop over the steps: small products are faster with one thread."""
        return small_products(self.flops)

    def _ordered(self, what: str, weight: Any) -> Any:
        """The weight without holes."""
        if weight.flags.c_contiguous:
            return weight
        copy = self._scratch(f"{self._name}.{what}", weight.shape, weight)
        copy[...] = weight
        return copy

    def forward(self, rows: Any, out: Any) -> Any:
        """rows * weight, gates x rows x size; in the memory of `out`, but not always in its order."""
        gates, inputs, size = self.weight.shape
        if self._to is None:
            self._to = self._ordered("to", self.weight.transpose(1, 0, 2) if self._wide else self.weight)
        if not self._wide:
            return np.matmul(rows, self._to, out=out)
        wide = out.reshape(-1, gates * size)
        np.matmul(rows, self._to.reshape(inputs, gates * size), out=wide)
        return wide.reshape(-1, gates, size).transpose(1, 0, 2)

    def backward(self, by_gate: Any, da: Any, out: Any) -> Any:
        """out (rows x inputs) = the gradient by the rows; that by the sums comes gate by gate and side by side."""
        gates, inputs, size = self.weight.shape
        if self._back is None:
            self._back = self._ordered("back", self.weight.transpose(0, 2, 1))
        if self._wide:
            return np.matmul(da, self._back.reshape(gates * size, inputs), out=out)
        if gates == 1:
            return np.matmul(by_gate[0], self._back[0], out=out)
        parts = self._scratch(f"{self._name}.parts", (gates, *out.shape), out)
        return np.matmul(by_gate, self._back, out=parts).sum(0, out=out)
