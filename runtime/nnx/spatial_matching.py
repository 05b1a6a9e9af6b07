"""Distances between a pixel and the pixels around it in another image (nnx's nn.SpatialMatching)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..errors import TorchError, sizes
from ..nn.checks import need_size
from ..nn.module import Module
from ..registry import register
from ..table import Table
from ..tensor import Tensor

#: Where a window leaves the second image.
_FAR = 1e30


@register("nn.SpatialMatching")
class SpatialMatching(Module):
    """Squared distances (H x W x maxh x maxw) between the pixels of two images {planes x H x W, planes x H2 x W2}.

    With `full_output` the images have one size and windows are centred, 1e30 where they leave the image; else the
    window of pixel (y, x) begins at (y, x) of the second image, which is larger by maxh - 1 and maxw - 1. Both
    sizes are 11 by default.
    """

    def __init__(self, maxh: int | None = None, maxw: int | None = None, full_output: bool | None = None) -> None:
        super().__init__()
        self.maxw = 11 if maxw is None else maxw
        self.maxh = 11 if maxh is None else maxh
        self.full_output = bool(full_output)
        self.gradInput1 = Tensor()
        self.gradInput2 = Tensor()

    def _check(self, first: Any, second: Any) -> None:
        (planes, height, width), other = first._size, second._size
        more = (0, 0) if self.full_output else (int(self.maxh) - 1, int(self.maxw) - 1)
        if len(other) != 3 or other[0] != planes or other[1] < height + more[0] or other[2] < width + more[1]:
            need = sizes((planes, height + more[0], width + more[1]))
            text = f"images {sizes(first._size)} and {sizes(other)}: the second must be at least {need}"
            raise TorchError(f"nn.SpatialMatching: {text}")

    def _shifts(self, height: int, width: int) -> Iterator[tuple[tuple[int, int], tuple, tuple]]:
        """For each place in the window: where it is, the pixels of the first image that have it, their partners."""
        tall, wide = int(self.maxh), int(self.maxw)
        before = ((tall + 1) // 2 - 1, (wide + 1) // 2 - 1) if self.full_output else (0, 0)
        for dy in range(tall):
            for dx in range(wide):
                down, right = dy - before[0], dx - before[1]
                if self.full_output:
                    rows, columns = _overlap(height, down), _overlap(width, right)
                else:
                    rows, columns = slice(0, height), slice(0, width)
                partners = (_moved(rows, down), _moved(columns, right))
                yield (dy, dx), (rows, columns), partners

    def updateOutput(self, input: Any) -> Any:
        first, second = input[1], input[2]
        self._check(first, second)
        a, b = first.array, second.array
        _, height, width = a.shape
        out = self.output.resize_array((height, width, int(self.maxh), int(self.maxw)))
        out.fill(_FAR)
        for (dy, dx), (rows, columns), (rows2, columns2) in self._shifts(height, width):
            out[rows, columns, dy, dx] = np.square(a[:, rows, columns] - b[:, rows2, columns2]).sum(0)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        first, second = input[1], input[2]
        self._check(first, second)
        need_size(self, gradOutput, "gradOutput", (*first._size[1:], int(self.maxh), int(self.maxw)))
        a, b, g = first.array, second.array, gradOutput.array
        by_a, by_b = self.gradInput1.resize_array(a.shape), self.gradInput2.resize_array(b.shape)
        by_a.fill(0)
        by_b.fill(0)
        for (dy, dx), (rows, columns), (rows2, columns2) in self._shifts(*a.shape[1:]):
            slope = 2 * (a[:, rows, columns] - b[:, rows2, columns2]) * g[rows, columns, dy, dx]
            by_a[:, rows, columns] += slope
            by_b[:, rows2, columns2] -= slope
        self.gradInput = Table([self.gradInput1, self.gradInput2])
        return self.gradInput


def _overlap(size: int, shift: int) -> slice:
    """The places of 0 ... size - 1 that stay among these when moved by `shift`."""
    return slice(min(size, max(0, -shift)), max(0, min(size, size - shift)))


def _moved(places: slice, shift: int) -> slice:
    return slice(places.start + shift, max(places.stop, places.start) + shift)
