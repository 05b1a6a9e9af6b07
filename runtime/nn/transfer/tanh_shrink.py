"""The distance to the hyperbolic tangent (nn.TanhShrink)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .. import checks
from ..module import Module
from .tanh import Tanh


@register("nn.TanhShrink")
class TanhShrink(Module):
    """output = input - tanh(input); the field `tanh` is the nn.Tanh that computes it."""

    def __init__(self) -> None:
        super().__init__()
        self.tanh = Tanh()

    def updateOutput(self, input: Any) -> Any:
        th = self.tanh.updateOutput(input)
        np.subtract(input.array, th.array, out=checks.sized_as(self.output, input))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        dth = self.tanh.updateGradInput(input, gradOutput)
        np.subtract(gradOutput.array, dth.array, out=checks.sized_as(self.gradInput, input))
        return self.gradInput
