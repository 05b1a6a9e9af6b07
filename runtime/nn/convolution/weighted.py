"""What all convolutions share: their planes, parameters and buffers."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...tensor import Tensor
from .. import utils
from .windowed import Windowed


class Weighted(Windowed):
    """Base of windows with weights. `finput` and `fgradInput` are buffers of Torch, empty here."""

    finput: Any = None
    fgradInput: Any = None

    def _set_planes(self, nInputPlane: int, nOutputPlane: int) -> None:
        self.nInputPlane = nInputPlane
        self.nOutputPlane = nOutputPlane

    def _allocate(self, weight: tuple[int, ...], bias: tuple[int, ...]) -> None:
        """New parameters of these sizes, and their gradients."""
        self.weight, self.bias = Tensor(*weight), Tensor(*bias)
        self.gradWeight, self.gradBias = Tensor(*weight), Tensor(*bias)

    def _draw(self, stdv: float | None, fan_in: float, bias_needed: bool = False) -> None:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(fan_in).

        Some classes of Torch fail here after noBias().
        """
        stdv = stdv * math.sqrt(3) if stdv else 1 / math.sqrt(fan_in)
        self.weight.uniform(-stdv, stdv)
        if self.bias is not None:
            self.bias.uniform(-stdv, stdv)
        elif bias_needed:
            raise TorchError("attempt to index field 'bias' (a nil value)")

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        for name in ("finput", "fgradInput"):
            if getattr(self, name) is not None:
                setattr(self, name, Tensor())
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        utils.clear(self, "finput", "fgradInput", "_input", "_gradOutput")
        return super().clearState()
