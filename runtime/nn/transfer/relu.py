"""Rectifier (nn.ReLU)."""

from __future__ import annotations

from ...registry import register
from .threshold import Threshold


@register("nn.ReLU", aliases=("cudnn.ReLU",))
class ReLU(Threshold):
    """output = max(input, 0). In place on request."""

    def __init__(self, p: bool | None = None) -> None:
        super().__init__(0, 0, p)

    def _upgrade(self, version: int, typename: str) -> None:
        vars(self).setdefault("threshold", 0)
        super()._upgrade(version, typename)
