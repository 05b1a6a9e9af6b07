"""Images scaled by repeated pixels, means or interpolation (nnx's nn.SpatialReSamplingEx)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError
from ..nn.module import Module
from ..registry import register
from .arguments import set_fields
from .bilinear import taps
from .blocks import block_sums, padded_block_sums, repeat_blocks
from .planes import Planes

_MODES = {"simple": 0, "average": 1, "bilinear": 2}


@register("nn.SpatialReSamplingEx")
class SpatialReSamplingEx(Planes, Module):
    """Scales images to oheight x owidth, or to rheight and rwidth times their size.

    Mode 'simple' repeats or drops pixels, 'average' repeats them or takes means of blocks, 'bilinear' interpolates.
    ``SpatialReSamplingEx{rwidth = 2, rheight = 2}``; height and width are dimensions yDim (2) and xDim (3).
    """

    rwidth: Any = None
    rheight: Any = None
    owidth: Any = None
    oheight: Any = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__()
        sizes = {"rwidth": None, "rheight": None, "owidth": None, "oheight": None}
        set_fields(self, args, options, **sizes, mode="simple", yDim=2, xDim=3)
        self._init_planes()
        self.mode_c = _MODES.get(self.mode)
        if self.mode_c is None:
            raise TorchError("SpatialReSampling: mode must be simple | average | bilinear")

    def updateOutput(self, input: Any) -> Any:
        x = self._planes_of(input)
        self.iheight, self.iwidth = x.shape[1], x.shape[2]
        self.oheightCurrent = self._wanted(self.oheight, self.rheight, self.iheight)
        self.owidthCurrent = self._wanted(self.owidth, self.rwidth, self.iwidth)
        if (self.oheightCurrent >= self.iheight) != (self.owidthCurrent >= self.iwidth):
            raise TorchError("SpatialReSamplingEx: Cannot upsample one dimension while downsampling the other")
        out = self._new("output", input, self.oheightCurrent, self.owidthCurrent)
        if self.mode_c == 2:
            out.fill(0)
            for rows, columns, weight in taps(x.shape[1:3], out.shape[1:3], x):
                out += x[:, rows, columns] * weight[..., None]
            return self.output
        down, height, width = self._blocks(x.shape, out.shape)
        if not down:
            repeat_blocks(x, height, width, out)
        elif self.mode_c == 1:
            cut = x[:, : out.shape[1] * height, : out.shape[2] * width]
            np.multiply(block_sums(cut, height, width), np.float32(1) / np.float32(height * width), out=out)
        else:
            out[...] = x[:, : out.shape[1] * height : height, : out.shape[2] * width : width]
        return self.output

    def _wanted(self, size: Any, ratio: Any, given: int) -> int:
        if size is None and ratio is None:
            raise TorchError("nn.SpatialReSamplingEx: neither a size nor a ratio was given")
        return int(size) if size is not None else math.floor(ratio * given + 0.5)

    @staticmethod
    def _blocks(small: tuple, large: tuple) -> tuple[bool, int, int]:
        """Whether the images shrink, and the height and width of the blocks."""
        if large[1] < small[1]:
            return True, small[1] // large[1], small[2] // large[2]
        return False, -(-large[1] // small[1]), -(-large[2] // small[2])

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        g, into = self._gradient_planes(gradOutput), self._new_gradient(input)
        if self.mode_c == 2:
            xp = backend.get_array_module(into)
            for rows, columns, weight in taps(into.shape[1:3], g.shape[1:3], into):
                xp.add.at(into, (slice(None), rows, columns), g * weight[..., None])
            return self.gradInput
        down, height, width = self._blocks(into.shape, g.shape)
        if not down:
            padded_block_sums(g, height, width, into)
        elif self.mode_c == 1:
            repeat_blocks(g, height, width, into[:, : g.shape[1] * height, : g.shape[2] * width])
            into *= into.dtype.type(1) / (height * width)
        else:
            into[:, : g.shape[1] * height : height, : g.shape[2] * width : width] = g
        return self.gradInput
