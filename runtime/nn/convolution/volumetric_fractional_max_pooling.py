"""Max pooling over random windows of a volume (nn.VolumetricFractionalMaxPooling)."""

from __future__ import annotations

from ...registry import register
from .plane_fractional_max_pooling import PlaneFractionalMaxPooling


@register("nn.VolumetricFractionalMaxPooling")
class VolumetricFractionalMaxPooling(PlaneFractionalMaxPooling):
    """Pools windows of the given sizes to `arg1` x `arg2` x `arg3` outputs, or to these ratios of the input.

    Input (planes x H x W x T) or with a batch dimension before.
    """

    _dims = "TWH"
    _dimension_text = "4D or 5D (batch mode) tensor expected for input, but got:"

    def __init__(self, poolSizeT: int, poolSizeW: int, poolSizeH: int, arg1: float, arg2: float, arg3: float) -> None:
        super().__init__((poolSizeT, poolSizeW, poolSizeH), (arg1, arg2, arg3))
