"""2-D transposed convolution, "deconvolution" (nn.SpatialFullConvolution)."""

from __future__ import annotations

from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .plane_full_convolution import PlaneFullConvolution


@register("nn.SpatialFullConvolution", aliases=("cudnn.SpatialFullConvolution",))
class SpatialFullConvolution(PlaneFullConvolution):
    """The transpose of SpatialConvolution: an input of H rows gives (H - 1) * dH - 2 * padH + kH + adjH.

    Input (nInputPlane x H x W) or (batch x nInputPlane x H x W), or a table of it and a tensor of the
    wanted size. `weight` is nInputPlane x nOutputPlane x kH x kW.
    """

    _separator = " x "

    def __init__(
        self,
        nInputPlane: int,
        nOutputPlane: int,
        kW: int,
        kH: int,
        dW: int | None = None,
        dH: int | None = None,
        padW: int | None = None,
        padH: int | None = None,
        adjW: int | None = None,
        adjH: int | None = None,
    ) -> None:
        super().__init__()
        self._set_planes(nInputPlane, nOutputPlane)
        self._set("k", (kW, kH))
        self._set("d", (dW, dH), 1)
        self._set("pad", (padW, padH), 0)
        self._set("adj", (adjW, adjH), 0)
        if self.adjW > self.dW - 1 or self.adjH > self.dH - 1:
            raise TorchError("adjW and adjH must be smaller than self.dW - 1 and self.dH - 1 respectively")
        self._allocate((nInputPlane, nOutputPlane, kH, kW), (nOutputPlane,))
        self.ones = Tensor()
        self.reset()

    def __tostring__(self) -> str:
        return self._full_text(bias=True)
