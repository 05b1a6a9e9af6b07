"""Images scaled down by means of blocks (nnx's nn.SpatialDownSampling)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, sizes
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..registry import register
from .arguments import REQUIRED, set_fields
from .blocks import block_sums, repeat_blocks


@register("nn.SpatialDownSampling")
class SpatialDownSampling(Module):
    """Means of blocks of rH x rW pixels; what is left over at the right and bottom is ignored.

    ``SpatialDownSampling{rW = 2, rH = 2}``; input (planes x H x W).
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__()
        set_fields(self, args, options, rW=REQUIRED, rH=REQUIRED)

    def _blocks(self) -> tuple[int, int, Any]:
        """Height and width of a block, and what its sum is multiplied by (in nnx a float)."""
        height, width = int(self.rH), int(self.rW)
        return height, width, np.float32(1) / np.float32(height * width)

    def updateOutput(self, input: Any) -> Any:
        height, width, factor = self._blocks()
        same_type(self, self.output, input, "input")
        if len(input._size) != 3:
            raise TorchError(f"nn.SpatialDownSampling: input must be planes x H x W, got {sizes(input._size)}")
        for dim, step in ((2, height), (3, width)):
            if input._size[dim - 1] < step:
                raise TorchError(f"input too small in dimension {dim}")
        planes, rows, columns = input._size
        out = self.output.resize_array((planes, rows // height, columns // width))
        out[...] = block_sums(input.array, height, width)
        out *= factor
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        height, width, factor = self._blocks()
        planes, rows, columns = input._size
        need_size(self, gradOutput, "gradOutput", (planes, rows // height, columns // width))
        into = self.gradInput.resize_array(input._size)
        into.fill(0)
        repeat_blocks(gradOutput.array * factor, height, width, into)
        return self.gradInput
