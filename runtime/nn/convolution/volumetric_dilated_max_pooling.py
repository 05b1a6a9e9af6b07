"""Maxima over windows of a volume with holes (nn.VolumetricDilatedMaxPooling)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .volumetric_max_pooling import VolumetricMaxPooling


@register("nn.VolumetricDilatedMaxPooling")
class VolumetricDilatedMaxPooling(VolumetricMaxPooling):
    """As VolumetricMaxPooling, with dilation - 1 elements left out between those of a window.

    Torch saves this class with version 1, so a saved or cloned module has forgotten ceil(): here too.
    """

    _version = 1

    def __init__(
        self,
        kT: int,
        kW: int,
        kH: int,
        dT: int | None = None,
        dW: int | None = None,
        dH: int | None = None,
        padT: int | None = None,
        padW: int | None = None,
        padH: int | None = None,
        dilationT: int | None = None,
        dilationW: int | None = None,
        dilationH: int | None = None,
    ) -> None:
        super().__init__(kT, kW, kH, dT, dW, dH, padT, padW, padH)
        self._set("dilation", (dilationT, dilationW, dilationH), 1)

    def clone(self, *names: str) -> Any:
        return super().clone(*names).floor()

    def __tostring__(self) -> str:
        return self._pool_text(", " + self._numbers("dilation"))
