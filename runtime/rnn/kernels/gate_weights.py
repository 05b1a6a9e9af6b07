"""The matrices that map one input to several gates, wherever they lie.

The sums of a step's gates are kept gate by gate (gates x rows x size), so that each is one stretch of memory; the
gradients by the sums are kept side by side (rows x gates size), so that those of a whole sequence go into one product.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from ...errors import TorchError
from ...kernels.onednn.repeated import repeated
from ...kernels.parallel import add_product, product
from .products import accumulate, side_by_side
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

    def back(self, da: Any, out: Any) -> None:
        """out (rows x inputs) = the gradient by the rows, from `da` (rows x gates size)."""
        for number, (_, columns, weight, _) in enumerate(self.blocks):
            if number == 0:
                product(da[:, columns], weight.T, out)
            else:
                add_product(da[:, columns], weight.T, out)

    def accumulate(self, rows: Any, da: Any, scale: float) -> None:
        """Adds scale times the gradients by the weights."""
        for _, columns, _, gradient in self.blocks:
            if gradient is None:
                raise TorchError("the module has no gradWeight of the size of its weight")
            accumulate(gradient, rows, da[:, columns], scale)

    def whole(self, scratch: Scratch, name: str) -> Any:
        """The weights of all gates, gates x inputs x size; a copy where they are several matrices."""
        if len(self.blocks) == 1:
            return self.by_gate(self.blocks[0][2])
        whole = scratch(f"{name}.whole", (self.gates, self.inputs, self.size), self.blocks[0][2])
        for gates, _, weight, _ in self.blocks:
            whole[gates] = self.by_gate(weight)
        return whole

    def repeated(self, bias: Any, rows: int, steps: int, scratch: Scratch, name: str = "repeated") -> Repeated | Once:
        """The products of so many steps, each of so many rows; `bias` (gates x size) is added to them."""
        if steps < STEPS:
            return Once(self, bias, scratch)
        return Repeated(self.whole(scratch, name), bias, rows, scratch, name)

    def projection(self, x: Any, gates: Any, scratch: Scratch) -> Projection | Projected:
        """The products of all steps of x (steps x rows x inputs), for gates (gates x steps x rows x size)."""
        made = Projection(self, x, gates, scratch) if len(x) >= STEPS else None
        return made if made is not None and made.fits else Projected(self, x, gates, scratch)


class Projection:
    """Multiplies the input of each step when its turn comes, while the cache has what else the step needs."""

    __slots__ = ("_x", "_gates", "_multiply")

    def __init__(self, weights: GateWeights, x: Any, gates: Any, scratch: Scratch) -> None:
        self._x, self._gates = x, gates
        self._multiply: Any = None
        own, first = x[0], gates[:, 0]
        if own.strides[1] == own.itemsize and own.strides[0] >= own.nbytes // len(own) and first.flags.c_contiguous:
            whole = weights.whole(scratch, "projection")
            kept, step = scratch.kept, own.strides[0] // own.itemsize
            self._multiply = kept["projection"] = repeated(whole, None, len(own), step, kept.get("projection"))

    @property
    def fits(self) -> bool:
        """Whether there is such a product."""
        return self._multiply is not None

    def __call__(self, t: int) -> Any:
        """The gates of step t with what comes from the input."""
        gates = self._gates[:, t]
        self._multiply(self._x[t], gates)
        return gates


class Projected:
    """Multiplies the input of all steps at once."""

    __slots__ = ("_gates",)

    def __init__(self, weights: GateWeights, x: Any, gates: Any, scratch: Scratch) -> None:
        self._gates = gates
        if gates.flags.c_contiguous:  # of one step
            weights.multiply(x.reshape(-1, weights.inputs), gates.reshape(weights.gates, -1, weights.size))
            return
        sums = scratch("projected", gates.shape, gates)
        weights.multiply(x.reshape(-1, weights.inputs), sums.reshape(weights.gates, -1, weights.size))
        gates[...] = sums

    def __call__(self, t: int) -> Any:
        """The gates of step t with what comes from the input."""
        return self._gates[:, t]


class Once:
    """What `Repeated` does, with the weights as they lie."""

    __slots__ = ("_weights", "_bias", "_scratch")

    def __init__(self, weights: GateWeights, bias: Any, scratch: Scratch) -> None:
        self._weights, self._bias, self._scratch = weights, bias, scratch

    def products(self) -> contextlib.AbstractContextManager:
        return contextlib.nullcontext()

    def add(self, rows: Any, out: Any) -> None:
        if self._bias is not None:
            out += self._bias.reshape(len(out), 1, -1)
        sums = self._scratch("once", out.shape, out)
        self._weights.multiply(rows, sums)
        out += sums

    def back(self, da: Any, out: Any) -> None:
        self._weights.back(da, out)
