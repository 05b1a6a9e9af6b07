"""Means over windows of an image (nn.SpatialAveragePooling)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .plane_average_pooling import PlaneAveragePooling


@register("nn.SpatialAveragePooling", aliases=("cudnn.SpatialAveragePooling",))
class SpatialAveragePooling(PlaneAveragePooling):
    """Takes the mean of each kW x kH window, dW and dH apart (1 by default).

    Input (planes x H x W) or (batch x planes x H x W). Output sizes are rounded down, or up after ceil().
    """

    mode: Any = None

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
        self._set("d", (dW, dH), 1)
        self._set("pad", (padW, padH), 0)
        self.ceil_mode = False
        self.count_include_pad = True
        self.divide = True

    def ceil(self) -> Any:
        """Output sizes are rounded up: incomplete windows count; returns self."""
        self.ceil_mode = True
        return self

    def floor(self) -> Any:
        """Output sizes are rounded down; returns self."""
        self.ceil_mode = False
        return self

    def setCountIncludePad(self) -> Any:
        """Padding counts as zeros; returns self."""
        self.count_include_pad = True
        return self

    def setCountExcludePad(self) -> Any:
        """Padding does not count; returns self."""
        self.count_include_pad = False
        return self

    def __tostring__(self) -> str:
        return self._text(f"{self._typename}({self._window_text()}", strides=True) + ")"

    def _upgrade(self, version: int, typename: str) -> None:
        if typename.startswith("cudnn."):
            self.divide = True
            if self.count_include_pad is None:
                self.count_include_pad = self.mode != "CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING"
        for name, value in (("ceil_mode", False), ("count_include_pad", True), ("padW", 0), ("padH", 0)):
            if getattr(self, name, None) is None:
                setattr(self, name, value)
