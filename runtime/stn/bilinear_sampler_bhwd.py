"""Images seen at the places of a grid (stn's nn.BilinearSamplerBHWD)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import backend
from ..errors import TorchError, sizes
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..nn.simple.rows import add_rows
from ..registry import register
from ..table import Table


class _Corner(NamedTuple):
    """One of the four pixels around each place: which it is, whether it is in the image, its weight and slopes."""

    place: Any
    inside: Any
    weight: Any
    by_y: Any
    by_x: Any


@register("nn.BilinearSamplerBHWD")
class BilinearSamplerBHWD(Module):
    """Interpolates images (batch x H x W x planes) at the coordinates of grids (batch x h x w x 2), y before x.

    Coordinates go from -1 to 1, from the first to the last pixel; what lies outside is 0. Without the batch dimension
    in both, it is missing from the output, too.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gradInput = Table()

    def check(self, input: Any, gradOutput: Any = None) -> None:
        """Raises unless the sizes of images, grids and gradOutput fit."""
        images, grids = input[1], input[2]
        if not images.is_contiguous():
            raise TorchError("Input images have to be contiguous")
        same_type(self, self.output, images, "input")
        same_type(self, self.output, grids, "input")
        fits = len(images._size) in (3, 4) and len(grids._size) == len(images._size) and grids._size[-1] == 2
        if not fits or images._size[:-3] != grids._size[:-3]:
            shown = f"images {sizes(images._size)}, grids {sizes(grids._size)}"
            raise TorchError(f"nn.BilinearSamplerBHWD: batch x H x W x planes and batch x h x w x 2 expected: {shown}")
        if gradOutput is not None:
            need_size(self, gradOutput, "gradOutput", (*grids._size[:-1], images._size[-1]))

    def updateOutput(self, input: Any) -> Any:
        self.check(input)
        images, grids = input[1], input[2]
        planes = images._size[-1]
        out = self.output.resize_array((*grids._size[:-1], planes)).reshape(-1, planes)
        out.fill(0)
        pixels = images.array.reshape(-1, planes)
        for corner in _corners(images._size, grids.array):
            out += pixels[corner.place] * (corner.weight * corner.inside)[:, None]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.check(input, gradOutput)
        images, grids = input[1], input[2]
        by_images, by_grids = (self._gradient(i, tensor) for i, tensor in ((1, images), (2, grids)))
        planes = images._size[-1]
        pixels, g = images.array.reshape(-1, planes), gradOutput.array.reshape(-1, planes)
        into, slopes = by_images.reshape(-1, planes), by_grids.reshape(-1, 2)
        for corner in _corners(images._size, grids.array):
            product = (pixels[corner.place] * g).sum(1) * corner.inside
            slopes[:, 0] += product * corner.by_y
            slopes[:, 1] += product * corner.by_x
            add_rows(into, corner.place, g * (corner.weight * corner.inside)[:, None])
        return self.gradInput

    def _gradient(self, index: int, like: Any) -> Any:
        """An array of zeros, of gradInput's element `index`."""
        if self.gradInput.get(index) is None:
            self.gradInput[index] = type(like)()
        into = self.gradInput[index].resize_array(like._size)
        into.fill(0)
        return into


def _corners(size: tuple[int, ...], grids: Any) -> list[_Corner]:
    """The corners around all places of the grids, which count on over images and rows."""
    xp = backend.get_array_module(grids)
    height, width = size[-3:-1]
    of_batch = grids.reshape(-1, grids.shape[-3] * grids.shape[-2], 2)
    image = xp.repeat(xp.arange(len(of_batch)), of_batch.shape[1])
    y, x = ((of_batch[..., i].ravel() + 1) * (n - 1) / 2 for i, n in ((0, height), (1, width)))
    top, left = np.floor(y), np.floor(x)
    above, before = 1 - (y - top), 1 - (x - left)
    corners = []
    for dy, by_rows, slope_y in ((0, above, -1), (1, 1 - above, 1)):
        for dx, by_columns, slope_x in ((0, before, -1), (1, 1 - before, 1)):
            row, column = top + dy, left + dx
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            at = (xp.where(inside, n, 0).astype(np.int64) for n in (row, column))
            place = image * height + next(at)
            place = place * width + next(at)
            by_y = by_columns * (slope_y * (height - 1) / 2)
            by_x = by_rows * (slope_x * (width - 1) / 2)
            corners.append(_Corner(place, inside, by_rows * by_columns, by_y, by_x))
    return corners
