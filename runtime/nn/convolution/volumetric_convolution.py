"""3-D convolution (nn.VolumetricConvolution)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .plane_convolution import PlaneConvolution, unflatten
from .windowed import drop


@register("nn.VolumetricConvolution", aliases=("cudnn.VolumetricConvolution",))
class VolumetricConvolution(PlaneConvolution):
    """Convolves nInputPlane volumes with nOutputPlane kernels of kT x kW x kH.

    Input (nInputPlane x T x H x W) or with a batch dimension before. padW is padT, padH is padW by default.
    """

    _dims = "THW"
    _order = "TWH"
    _wanted = "4D or 5D (batch mode) tensor expected for input, but got:"

    def __init__(
        self,
        nInputPlane: int,
        nOutputPlane: int,
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
        self._set_planes(nInputPlane, nOutputPlane)
        self._set("k", (kT, kW, kH))
        self._set("d", (dT, dW, dH), 1)
        self._set("pad", (padT, padW, padH), 0, follow=True)
        self._allocate(self._weight_size(), (nOutputPlane,))
        self.reset()

    def _weight_size(self) -> tuple[int, ...]:
        planes = int(self.nInputPlane) // self._group_count()
        return int(self.nOutputPlane), planes, int(self.kT), int(self.kH), int(self.kW)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        drop(self.finput)
        drop(self.fgradInput)
        return super().type(type, tensorCache)

    def __tostring__(self) -> str:
        return self._convolution_text(bias=False)

    def _upgrade(self, version: int, typename: str) -> None:
        super()._upgrade(version, typename)
        unflatten(self, "weight", self._weight_size())
        unflatten(self, "gradWeight", self._weight_size())
