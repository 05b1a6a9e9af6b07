"""Maxima over windows of an image (nn.SpatialMaxPooling)."""

from __future__ import annotations

from ...registry import register
from ...tensor import TENSORS
from .plane_max_pooling import PlaneMaxPooling


@register("nn.SpatialMaxPooling", aliases=("cudnn.SpatialMaxPooling",))
class SpatialMaxPooling(PlaneMaxPooling):
    """Takes the maximum of each kW x kH window, dW and dH apart (by default side by side).

    Input (planes x H x W) or (batch x planes x H x W). Output sizes are rounded down, or up after ceil().
    """

    def __init__(
        self,
        kW: int,
        kH: int,
        dW: int | None = None,
        dH: int | None = None,
        padW: int | None = None,
        padH: int | None = None,
    ) -> None:
        super().__init__()
        self._set("k", (kW, kH))
        self._set("d", (dW, dH), (kW, kH))
        self._set("pad", (padW, padH), 0)
        self.ceil_mode = False
        self.indices = TENSORS["Long"]()

    def __tostring__(self) -> str:
        return self._pool_text()
