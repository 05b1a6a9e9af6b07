"""Drops the rows or columns at one edge of images (nn.SpatialRegionDropout)."""

from __future__ import annotations

from typing import Any

from ... import random
from ...errors import TorchError
from ...nn.module import Module
from ...nn.simple.common import copied
from ...printing import cformat
from ...registry import register
from ...tensor import Tensor


@register("nn.SpatialRegionDropout")
class SpatialRegionDropout(Module):
    """In training zeroes the share `p` (0.2) of rows at top or bottom, or of columns left or right, of all images.

    What stays is divided by 1 - p. `regionType` says which edge it was: 1 top, 2 bottom, 3 left, 4 right.
    Input (planes x H x W) or (batch x planes x H x W). Backward is defined in training only.
    """

    regionType: Any = None

    def __init__(self, p: float | None = None) -> None:
        super().__init__()
        self.p = 0.2 if p is None else p
        self.train = True
        self.noise = Tensor()
        if not 0 <= self.p < 1:
            raise TorchError("<SpatialRegionDropout> illegal percentage, must be 0 <= p < 1")

    def setp(self, p: float) -> None:
        """Changes the share."""
        self.p = p

    def updateOutput(self, input: Any) -> Any:
        output = copied(self.output, input)
        if self.train:
            self._draw(input)
            output *= self.noise.array
        return self.output

    def _draw(self, input: Any) -> None:
        """Fills `noise` with zeros and the factor of what stays."""
        noise = self.noise.resize_array(input._size)
        noise.fill(1)
        self.regionType = random.random(4)
        ndim = len(input._size)
        if ndim not in (3, 4):
            raise TorchError("Input must be 4D (nbatch, nfeat, h, w) or 3D (nfeat, h, w)")
        dim = ndim - 1 if self.regionType <= 2 else ndim
        size = input._size[dim - 1]
        count = int(size * self.p)
        first = 1 if self.regionType in (1, 3) else size - count + 1
        self.noise.narrow(dim, first, count).fill(0)
        noise /= 1 - self.p

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if not self.train:
            raise TorchError("Backpropagation is only defined for training.")
        gradient = copied(self.gradInput, gradOutput)
        gradient *= self.noise.array
        return self.gradInput

    def __tostring__(self) -> str:
        return cformat("%s p: %f", self._typename, self.p)
