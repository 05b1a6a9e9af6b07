"""The matrices that map one input to several gates, wherever they lie."""

from __future__ import annotations

from typing import Any

from ..kernels.products import add_by_weight, by_rows, multiply
from ..kernels.scratch import Scratch


class GateWeights:
    """Blocks of weights and gradients, each gates x inputs x size, for consecutive gates.

    All gates of one matrix are multiplied in one call.
    """

    __slots__ = ("blocks", "inputs", "size")

    def __init__(self, *blocks: tuple[Any, Any]) -> None:
        self.blocks = []
        first = 0
        for weight, gradient in blocks:
            places: Any = slice(first, first + len(weight)) if len(weight) > 1 else first
            if len(weight) == 1:
                weight, gradient = weight[0], None if gradient is None else gradient[0]
            self.blocks.append((places, weight, gradient))
            first += len(weight) if isinstance(places, slice) else 1
        self.inputs, self.size = self.blocks[0][1].shape[-2:]

    def multiply(self, rows: Any, out: Any) -> None:
        """out (gates x rows x size) = rows * weight, gate by gate."""
        for places, weight, _ in self.blocks:
            multiply(rows, weight, out[places])

    def back(self, da: Any, out: Any, scratch: Scratch) -> None:
        """out (rows x inputs) = the gradient by the rows."""
        weights: list[Any] = []
        for _, weight, _ in self.blocks:
            weights += [weight] if weight.ndim == 2 else list(weight)
        by_rows(da, weights, out, scratch("weights.back", out.shape, out))

    def accumulate(self, rows: Any, da: Any, scale: float, scratch: Scratch) -> None:
        """Adds scale times the gradients by the weights."""
        for number, (places, _, gradient) in enumerate(self.blocks):
            work = scratch(f"weights.{number}", gradient.shape, gradient)
            add_by_weight(gradient, rows, da[places], work, scale)
