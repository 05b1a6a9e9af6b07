"""Local contrast normalisation (nn.SpatialContrastiveNormalization)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..container.sequential import Sequential
from ..module import Module
from .estimators import checked_kernel
from .spatial_divisive_normalization import SpatialDivisiveNormalization
from .spatial_subtractive_normalization import SpatialSubtractiveNormalization


@register("nn.SpatialContrastiveNormalization")
class SpatialContrastiveNormalization(Module):
    """SpatialSubtractiveNormalization, then SpatialDivisiveNormalization, with one kernel."""

    def __init__(
        self,
        nInputPlane: int | None = None,
        kernel: Any = None,
        threshold: float | None = None,
        thresval: float | None = None,
    ) -> None:
        super().__init__()
        self.nInputPlane = 1 if nInputPlane is None else nInputPlane
        self.kernel = checked_kernel(kernel, "SpatialContrastiveNormalization")
        self.threshold = 1e-4 if threshold is None else threshold
        self.thresval = self.threshold if thresval is None else thresval
        self.normalizer = Sequential()
        self.normalizer.add(SpatialSubtractiveNormalization(self.nInputPlane, self.kernel))
        divisive = SpatialDivisiveNormalization(self.nInputPlane, self.kernel, self.threshold, self.thresval)
        self.normalizer.add(divisive)

    def updateOutput(self, input: Any) -> Any:
        self.output = self.normalizer.forward(input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self.normalizer.backward(input, gradOutput)
        return self.gradInput
