"""Branches of different spatial sizes, centred and padded with zeros (nn.DepthConcat)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..table.arrays import assign
from .concat import Concat
from .joining import note_size


@register("nn.DepthConcat")
class DepthConcat(Concat):
    """As nn.Concat, but the other dimensions may differ: each output sits in the middle of the largest."""

    def updateOutput(self, input: Any) -> Any:
        outputs = self._outputs(input)
        axis = int(self.dimension) - 1
        shape = [max(sizes) for sizes in zip(*[output._size for output in outputs])]
        shape[axis] = sum([output._size[axis] for output in outputs])
        note_size(self, "outputSize", tuple(shape))
        self.output.resize_array(tuple(shape)).fill(0)
        offset = 1
        for output in outputs:
            assign(self.windowNarrow(self.output, output, offset).array, output.array)
            offset += output._size[axis]
        return self.output

    def windowNarrow(self, output: Any, currentOutput: Any, offset: int) -> Any:
        """The view of `output` (or its gradient) where a module's output of this size belongs."""
        dimension = int(self.dimension)
        window = output.narrow(dimension, offset, currentOutput._size[dimension - 1])
        for dim, (whole, size) in enumerate(zip(self.outputSize.tolist(), currentOutput._size), 1):
            if dim != dimension and whole != size:
                window = window.narrow(dim, (whole - size) // 2 + 1, size)
        return window

    def _gradients(self, modules: list, gradOutput: Any) -> list:
        offset, windows = 1, []
        for module in modules:
            windows.append(self.windowNarrow(gradOutput, module.output, offset))
            offset += module.output._size[int(self.dimension) - 1]
        return windows

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        return super().backward(input, gradOutput)  # Torch's forgets the scale
