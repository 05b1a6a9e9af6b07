"""Where an affine map takes the pixels of an image (stn's nn.AffineGridGeneratorBHWD)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..registry import register
from ..tensor import Tensor


@register("nn.AffineGridGeneratorBHWD")
class AffineGridGeneratorBHWD(Module):
    """Coordinates (batch x height x width x 2), y before x, that maps (batch x 2 x 3, or 2 x 3) give to each pixel.

    Coordinates go from -1 to 1, from the first to the last pixel.
    """

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        if height <= 1 or width <= 1:
            raise TorchError("assertion failed!")
        self.height = height
        self.width = width
        self.baseGrid = Tensor(height, width, 3)
        grid = self.baseGrid.array
        for place, size, across in ((0, height, False), (1, width, True)):
            line = -1 + np.arange(size) / (size - 1) * 2
            grid[:, :, place] = line if across else line[:, None]
        grid[:, :, 2] = 1
        self.batchGrid = self.baseGrid.clone().resize(1, height, width, 3)

    def _grid(self) -> Any:
        return self.baseGrid.array.reshape(-1, 3)

    def updateOutput(self, input: Any) -> Any:
        same_type(self, self.baseGrid, input, "input")
        if input._size[-2:] != (2, 3) or len(input._size) not in (2, 3):
            raise TorchError("please input affine transform matrices (bx2x3)")
        out = self.output.resize_array((*input._size[:-2], int(self.height), int(self.width), 2))
        maps = input.array.reshape(-1, 2, 3)
        np.matmul(self._grid(), maps.swapaxes(1, 2), out=out.reshape(len(maps), -1, 2))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        need_size(self, gradOutput, "gradOutput", (*input._size[:-2], int(self.height), int(self.width), 2))
        into = self.gradInput.resize_array(input._size).reshape(-1, 2, 3)
        g = gradOutput.array.reshape(len(into), -1, 2)
        np.matmul(g.swapaxes(1, 2), self._grid(), out=into)
        return self.gradInput
