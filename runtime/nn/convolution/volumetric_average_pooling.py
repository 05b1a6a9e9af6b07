"""Means over windows of a volume (nn.VolumetricAveragePooling)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .kernels import checks
from .plane_average_pooling import PlaneAveragePooling


@register("nn.VolumetricAveragePooling", aliases=("cudnn.VolumetricAveragePooling",))
class VolumetricAveragePooling(PlaneAveragePooling):
    """Takes the mean of each kT x kW x kH window, by default side by side.

    Input (planes x T x H x W) or with a batch dimension before.
    """

    _dims = "THW"
    _order = "TWH"
    _dimension_text = "4D or 5D (batch mode) tensor expected for input, but got:"

    def __init__(
        self,
        kT: int,
        kW: int,
        kH: int,
        dT: int | None = None,
        dW: int | None = None,
        dH: int | None = None,
    ) -> None:
        super().__init__()
        self._set("k", (kT, kW, kH))
        self._set("d", (dT, dW, dH), (kT, kW, kH))

    def _divides(self) -> bool:
        return True

    def _check_padding(self, input: Any, kernel: tuple[int, ...], pad: tuple[int, ...]) -> None:
        sizes = input._size[-3:]
        if any(size < k for size, k in zip(sizes, kernel)):
            given, wanted = zip("THW", sizes), zip(("kT", "kH", "kW"), kernel)
            text = [" ".join(f"{n}: {v}" for n, v in pairs) for pairs in (given, wanted)]
            raise checks.argument(2, f"input image ({text[0]}) smaller than kernel size ({text[1]})")
        if any(k // 2 < p for k, p in zip(kernel, pad)):
            raise checks.argument(11, "pad should not be greater than half of kernel size")

    def empty(self) -> Any:
        return self.clearState()

    def __tostring__(self) -> str:
        return self._text(f"{self._typename}({self._window_text()}", strides=True) + ")"
