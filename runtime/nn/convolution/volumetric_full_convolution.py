"""3-D transposed convolution (nn.VolumetricFullConvolution)."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .plane_full_convolution import PlaneFullConvolution


@register("nn.VolumetricFullConvolution", aliases=("cudnn.VolumetricFullConvolution",))
class VolumetricFullConvolution(PlaneFullConvolution):
    """The transpose of VolumetricConvolution; adjT, adjW, adjH add to the output's sizes.

    Input (nInputPlane x T x H x W) or with a batch dimension before, or a table of it and a tensor of
    the wanted size. `weight` is nInputPlane x nOutputPlane x kT x kH x kW.
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
        adjT: int | None = None,
        adjW: int | None = None,
        adjH: int | None = None,
    ) -> None:
        super().__init__()
        self._set_planes(nInputPlane, nOutputPlane)
        self._set("k", (kT, kW, kH))
        self._set("d", (dT, dW, dH), 1)
        self._set("pad", (padT, padW, padH), 0)
        self._set("adj", (adjT, adjW, adjH), 0)
        if self.adjW > self.dW - 1 or self.adjH > self.dH - 1 or self.adjT > self.dT - 1:
            text = "adjW, adjH and adjT must be smaller than self.dW - 1, self.dH - 1 and self.dT - 1 respectively"
            raise TorchError(text)
        self._allocate((nInputPlane, nOutputPlane, kT, kH, kW), (nOutputPlane,))
        self.ones = Tensor()
        self.finput = Tensor()
        self.fgradInput = Tensor()
        self.reset()

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly; as in Torch a module without bias refuses."""
        self._draw(stdv, math.prod(self._each("k")) * self.nInputPlane, bias_needed=True)

    def backCompatibility(self) -> None:
        """Older files have weights with the first two dimensions exchanged and other names of the padding."""
        if getattr(self, "adjW", None) is None:
            self.weight = self.weight.transpose(1, 2).contiguous()
        for d in self._dims:
            if getattr(self, "pad" + d, None) is None:
                setattr(self, "pad" + d, getattr(self, "p" + d, 0))
        super().backCompatibility()

    def __tostring__(self) -> str:
        return self._full_text(bias=False)
