"""Maxima over grids of several sizes (inn.SpatialPyramidPooling)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.container.concat import Concat
from ..nn.container.sequential import Sequential
from ..nn.convolution.spatial_adaptive_max_pooling import SpatialAdaptiveMaxPooling
from ..nn.simple.contiguous import Contiguous
from ..nn.simple.view import View
from ..registry import register
from ..table import Table


@register("inn.SpatialPyramidPooling")
class SpatialPyramidPooling(Concat):
    """One vector of the maxima of w x h parts of each plane, for each {w, h} given, one by one or in a table.

    Input (planes x H x W) or (batch x planes x H x W).
    """

    def __init__(self, *levels: Any) -> None:
        super().__init__(1)
        pyramid = Table([level if isinstance(level, Table) else Table(level) for level in levels])
        self.pyr = pyramid[1] if isinstance(pyramid[1].get(1), Table) else pyramid
        for level in self.pyr.array_values():
            pool = SpatialAdaptiveMaxPooling(level[1], level[2])
            self.add(Sequential().add(pool).add(View(-1).setNumInputDims(3)).add(Contiguous()))

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) not in (3, 4):
            raise TorchError("unsupported dimensionality")
        self.dimension = len(input._size) - 2
        return super().updateOutput(input)
