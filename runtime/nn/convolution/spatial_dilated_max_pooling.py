"""Maxima over windows with holes (nn.SpatialDilatedMaxPooling)."""

from __future__ import annotations

from ...registry import register
from .spatial_max_pooling import SpatialMaxPooling


@register("nn.SpatialDilatedMaxPooling")
class SpatialDilatedMaxPooling(SpatialMaxPooling):
    """As SpatialMaxPooling, with dilationW - 1 and dilationH - 1 elements left out between those of a window."""

    def __init__(
        self,
        kW: int,
        kH: int,
        dW: int | None = None,
        dH: int | None = None,
        padW: int | None = None,
        padH: int | None = None,
        dilationW: int | None = None,
        dilationH: int | None = None,
    ) -> None:
        super().__init__(kW, kH, dW, dH, padW, padH)
        self._set("dilation", (dilationW, dilationH), 1)

    def __tostring__(self) -> str:
        return self._pool_text(", " + self._numbers("dilation"))
