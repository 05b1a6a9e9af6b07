"""Rectifier with learned slopes (nn.PReLU)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .. import checks, utils
from ..module import Module
from .select import keep


@register("nn.PReLU")
class PReLU(Module):
    """output = input where input > 0, else weight * input, with one slope, or one for each plane.

    With `nOutputPlane` slopes the planes are dimension 2 of the input, or the elements of a vector.
    The slopes start at 0.25.
    """

    def __init__(self, nOutputPlane: int | None = None) -> None:
        super().__init__()
        self.nOutputPlane = 0 if nOutputPlane is None else nOutputPlane
        self.weight = Tensor(1 if nOutputPlane is None else nOutputPlane)
        self.weight.array.fill(0.25)
        self.gradWeight = Tensor(1 if nOutputPlane is None else nOutputPlane)

    def _slopes(self, x: Any) -> Any:
        """The weights in a shape that spreads over `x`."""
        weight = self.weight.array
        if self.nOutputPlane == 0:
            return weight[:1]
        axis = 1 if x.ndim > 1 else 0
        if x.shape[axis] != self.nOutputPlane:
            raise TorchError(
                f"Wrong number of input planes. Expected {int(self.nOutputPlane)} but got {x.shape[axis]}."
            )
        return weight.reshape((-1,) + (1,) * (x.ndim - 1 - axis))

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, self.output, input, "input")
        x = input.array
        slopes = self._slopes(x)
        negative = np.minimum(x, 0)
        negative *= slopes
        output = checks.sized_as(self.output, input)
        np.maximum(x, 0, out=output)
        output += negative
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        x, g = self._paired(input, gradOutput)
        slopes = self._slopes(x)
        positive = x > 0
        gradient = checks.sized_as(self.gradInput, input)
        lost = np.empty_like(x)
        keep(~positive, g, lost)
        lost *= slopes
        keep(positive, g, gradient)
        gradient += lost
        return self.gradInput

    def _paired(self, input: Any, gradOutput: Any) -> tuple[Any, Any]:
        checks.same_type(self, self.gradWeight, gradOutput, "gradOutput")
        checks.same_count(input, "input", gradOutput, "gradOutput")
        x = input.array
        return x, gradOutput.array.reshape(x.shape)

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> Any:
        x, g = self._paired(input, gradOutput)
        self._slopes(x)
        share = np.empty_like(x)
        keep(x <= 0, g, share)
        share *= x
        if self.nOutputPlane == 0:
            total = share.sum()
        else:
            total = share.sum(tuple([d for d in range(x.ndim) if d != (1 if x.ndim > 1 else 0)]))
        gradient = self.gradWeight.array
        gradient += total if scale == 1 else total * scale
        return self.gradWeight

    def clearState(self) -> Any:
        utils.clear(self, "gradWeightBuf", "gradWeightBuf2")
        return super().clearState()
