"""Max pooling over random windows of an image (nn.SpatialFractionalMaxPooling)."""

from __future__ import annotations

from ...registry import register
from .plane_fractional_max_pooling import PlaneFractionalMaxPooling


@register("nn.SpatialFractionalMaxPooling")
class SpatialFractionalMaxPooling(PlaneFractionalMaxPooling):
    """Pools windows of poolSizeW x poolSizeH to `arg1` x `arg2` outputs, or to these ratios of the input.

    Input (planes x H x W) or (batch x planes x H x W).
    """

    _dims = "WH"
    _dimension_text = "3D or 4D (batch mode) tensor expected for input, but got:"

    def __init__(self, poolSizeW: int, poolSizeH: int, arg1: float, arg2: float) -> None:
        super().__init__((poolSizeW, poolSizeH), (arg1, arg2))
