"""Poolings that round sizes up (inn.SpatialMaxPooling, inn.SpatialAveragePooling)."""

from __future__ import annotations

from typing import Any

from ..nn.convolution.spatial_average_pooling import SpatialAveragePooling as Average
from ..nn.convolution.spatial_max_pooling import SpatialMaxPooling as Maximum
from ..registry import register


@register("inn.SpatialMaxPooling")
class SpatialMaxPooling(Maximum):
    """nn.SpatialMaxPooling after ceil()."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ceil()

    def updateOutput(self, input: Any) -> Any:
        self.ceil_mode = True
        return super().updateOutput(input)


@register("inn.SpatialAveragePooling")
class SpatialAveragePooling(Average):
    """nn.SpatialAveragePooling after ceil()."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ceil()

    def updateOutput(self, input: Any) -> Any:
        self.ceil_mode = True
        return super().updateOutput(input)
