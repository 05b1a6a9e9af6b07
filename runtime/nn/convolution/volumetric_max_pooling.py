"""Maxima over windows of a volume (nn.VolumetricMaxPooling)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...tensor import TENSORS
from .kernels import max_pool
from .kernels.axes import Axis
from .plane_max_pooling import PlaneMaxPooling
from .windowed import planes_of


@register("nn.VolumetricMaxPooling", aliases=("cudnn.VolumetricMaxPooling",))
class VolumetricMaxPooling(PlaneMaxPooling):
    """Takes the maximum of each kT x kW x kH window, by default side by side.

    Input (planes x T x H x W) or with a batch dimension before. `indices` holds where in its window
    each maximum was, one byte a dimension (T, H, W).
    """

    _version = 2
    _dims = "THW"
    _order = "TWH"
    _counted_from = 0
    _size_fields = ("itime", "iheight", "iwidth")
    _dimension_text = "4D or 5D (batch mode) tensor expected for input, but got:"

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
    ) -> None:
        super().__init__()
        self._set("k", (kT, kW, kH))
        self._set("d", (dT, dW, dH), (kT, kW, kH))
        self._set("pad", (padT, padW, padH), 0)
        self.ceil_mode = False
        self.indices = TENSORS["Long"]()

    def _pad_text(self) -> str:
        kernel, pad = (dict(zip(self._dims, self._each(p))) for p in ("k", "pad"))
        return (
            "pad should be smaller than half of kernel size, but got "
            f"kT: {kernel['T']} kW: {kernel['W']}, kH: {kernel['H']}, "
            f"padT: {pad['T']}, padW: {pad['W']}, padH: {pad['H']}"
        )

    def _maxima(self, x: Any, out: Any, indices: Any, axes: tuple[Axis, ...]) -> None:
        max_pool.maxima_and_places(x, out, planes_of(indices, 3), axes, max_pool.byte_code)

    def _places(self, indices: Any, axes: tuple[Axis, ...]) -> Any:
        return max_pool.places_of_bytes(planes_of(indices, 3), axes)

    def __tostring__(self) -> str:
        return self._pool_text()

    def _upgrade(self, version: int, typename: str) -> None:
        super()._upgrade(version, typename)
        if version < 2 and not typename.startswith("cudnn."):
            self.ceil_mode = False
