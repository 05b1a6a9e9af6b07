"""The matrices that map one input to several gates, wherever they lie.

Sums of gates are kept gate by gate (gates x rows x size), so that each is one stretch of memory; the gradients
by the sums are kept side by side (rows x gates size), so that those of a whole sequence go into one product.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from ...errors import TorchError
from .products import add_product, side_by_side
from .repeated import STEPS, Repeated
from .scratch import Scratch


class GateWeights:
    """Blocks of weights and gradients for consecutive gates, each a matrix inputs x (gates size) of any strides."""

    __slots__ = ("blocks", "gates", "inputs", "size")

    def __init__(self, size: int, *blocks: tuple[Any, Any]) -> None:
        self.inputs, self.size = len(blocks[0][0]), size
        #: (gates, columns, weight, gradient or None) of each block.
        self.blocks = []
        self.gates = first = 0
        for weight, gradient in blocks:
            self.gates = first + weight.shape[1] // size
            columns = slice(first * size, self.gates * size)
            self.blocks.append((slice(first, self.gates), columns, weight, gradient))
            first = self.gates

    def by_gate(self, weight: Any) -> Any:
        """A matrix as gates x inputs x size."""
        return side_by_side(weight, weight.shape[1] // self.size)

    def multiply(self, rows: Any, out: Any) -> None:
        """out (gates x rows x size) = rows * weight."""
        for gates, _, weight, _ in self.blocks:
            np.matmul(rows, self.by_gate(weight), out=out[gates])

    def back(self, da: Any, out: Any, scratch: Scratch) -> None:
        """out (rows x inputs) = the gradient by the rows, from `da` (rows x gates size)."""
        for number, (_, columns, weight, _) in enumerate(self.blocks):
            if number == 0:
                np.matmul(da[:, columns], weight.T, out=out)
            else:
                out += np.matmul(da[:, columns], weight.T, out=scratch("weights.back", out.shape, out))

    def accumulate(self, rows: Any, da: Any, scale: float, scratch: Scratch) -> None:
        """Adds scale times the gradients by the weights."""
        for number, (_, columns, _, gradient) in enumerate(self.blocks):
            if gradient is None:
                raise TorchError("the module has no gradWeight of the size of its weight")
            add_product(gradient, rows, da[:, columns], scale, scratch, f"weights.{number}")

    def repeated(self, rows: int, steps: int, scratch: Scratch, name: str = "repeated") -> Repeated | Once:
        """The products of so many steps, each of so many rows."""
        if steps < STEPS:
            return Once(self, scratch)
        if len(self.blocks) == 1:
            return Repeated(self.by_gate(self.blocks[0][2]), rows, scratch, name)
        whole = scratch(f"{name}.whole", (self.gates, self.inputs, self.size), self.blocks[0][2])
        for gates, _, weight, _ in self.blocks:
            whole[gates] = self.by_gate(weight)
        return Repeated(whole, rows, scratch, name)


class Once:
    """What `Repeated` does, with the weights as they lie."""

    __slots__ = ("_weights", "_scratch")

    def __init__(self, weights: GateWeights, scratch: Scratch) -> None:
        self._weights, self._scratch = weights, scratch

    def products(self) -> contextlib.AbstractContextManager:
        return contextlib.nullcontext()

    def forward(self, rows: Any, out: Any) -> Any:
        self._weights.multiply(rows, out)
        return out

    def backward(self, by_gate: Any, da: Any, out: Any) -> Any:
        self._weights.back(da, out, self._scratch)
        return out
