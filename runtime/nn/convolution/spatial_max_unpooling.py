"""The way back of a max pooling (nn.SpatialMaxUnpooling)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .plane_max_unpooling import PlaneMaxUnpooling


@register("nn.SpatialMaxUnpooling")
class SpatialMaxUnpooling(PlaneMaxUnpooling):
    """Puts every value where the given SpatialMaxPooling took its maximum from; all else is zero."""

    _pooling_name = "nn.SpatialMaxPooling"

    def setParams(self) -> None:
        """Takes over the indices and the size of the pooling's last input."""
        self.indices = self.pooling.indices
        self.oheight = self.pooling.iheight
        self.owidth = self.pooling.iwidth

    def _sizes(self) -> tuple[int, ...]:
        return self.oheight, self.owidth

    def _places(self, indices: Any) -> Any:
        return indices - 1
