"""Images scaled by the maxima of their parts (nnx's nn.SpatialMaxSampling)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError, argument_error
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..registry import register
from ..tensor import Tensor
from .arguments import set_fields


@register("nn.SpatialMaxSampling")
class SpatialMaxSampling(Module):
    """Maxima of oheight x owidth parts of an image (planes x H x W), which it may repeat where it has fewer pixels.

    `indices` (2 x planes x oheight x owidth) holds row and column of each maximum in its part, from 1.
    """

    owidth: Any = None
    oheight: Any = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__()
        set_fields(self, args, options, owidth=None, oheight=None)
        self.indices = Tensor()

    def _parts(self, size: tuple[int, ...]) -> tuple[tuple, tuple]:
        """First row and height, and first column and width, of the parts."""
        if self.oheight is None or self.owidth is None:
            raise TorchError("nn.SpatialMaxSampling: owidth and oheight must be given")
        return _parts(size[1], int(self.oheight)), _parts(size[2], int(self.owidth))

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) != 3:
            raise argument_error(2, "3D tensor expected")
        same_type(self, self.output, input, "input")
        (top, heights), (left, widths) = self._parts(input._size)
        shape = (input._size[0], len(top), len(left))
        best, x = self.output.resize_array(shape), input.array
        rows, columns = self.indices.resize_array((2, *shape))
        best.fill(-np.inf)
        rows.fill(0)
        columns.fill(0)
        for dy in range(int(heights.max())):
            for dx in range(int(widths.max())):
                here = x[:, np.minimum(top + dy, x.shape[1] - 1)[:, None], np.minimum(left + dx, x.shape[2] - 1)]
                inside = (dy < heights)[:, None] & (dx < widths)
                larger = (here > best) & backend.get_array_module(x).asarray(inside)
                for target, value in ((best, here), (rows, dy + 1), (columns, dx + 1)):
                    np.copyto(target, value, where=larger)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        (top, _), (left, _) = self._parts(input._size)
        need_size(self, gradOutput, "gradOutput", (input._size[0], len(top), len(left)))
        into = self.gradInput.resize_array(input._size)
        into.fill(0)
        xp = backend.get_array_module(into)
        rows, columns = (places.astype(np.int64) - 1 for places in self.indices.array)
        rows += xp.asarray(top)[:, None]
        columns += xp.asarray(left)
        planes = xp.arange(len(into))[:, None, None]
        xp.add.at(into, (planes, rows, columns), gradOutput.array)
        return self.gradInput


def _parts(size: int, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """First pixel and number of pixels (at least 1) of each part; Torch computes them in float32."""
    edges = (np.arange(parts + 1, dtype=np.float32) * (np.float32(size) / np.float32(parts))).astype(np.int64)
    return edges[:-1], np.maximum(edges[1:] - edges[:-1], 1)
