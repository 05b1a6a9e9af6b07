"""p-norms of windows of an image (nn.SpatialLPPooling)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..container.sequential import Sequential
from ..transfer.mul_constant import MulConstant
from ..transfer.power import Power
from ..transfer.sqrt import Sqrt
from ..transfer.square import Square
from .spatial_average_pooling import SpatialAveragePooling


@register("nn.SpatialLPPooling")
class SpatialLPPooling(Sequential):
    """Takes the pnorm-th root of the sum of pnorm-th powers in each kW x kH window, side by side by default.

    It is a Sequential of other modules, none of which has parameters.
    """

    def __init__(
        self, nInputPlane: int, pnorm: float, kW: int, kH: int, dW: int | None = None, dH: int | None = None
    ) -> None:
        super().__init__()
        self.kW = kW
        self.kH = kH
        self.dW = kW if dW is None else dW
        self.dH = kH if dH is None else dH
        self.add(Square() if pnorm == 2 else Power(pnorm))
        self.add(SpatialAveragePooling(kW, kH, self.dW, self.dH))
        self.add(MulConstant(kW * kH))
        self.add(Sqrt() if pnorm == 2 else Power(1 / pnorm))

    def reset(self, stdv: Any = None) -> Any:
        """Does nothing, as do all methods that would change parameters."""

    def accGradParameters(self, *args: Any) -> None:
        pass

    def accUpdateGradParameters(self, *args: Any) -> None:
        pass

    def zeroGradParameters(self) -> None:
        pass

    def updateParameters(self, *args: Any) -> None:
        pass
