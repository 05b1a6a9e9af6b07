"""Average pooling to an output of fixed size (nn.SpatialAdaptiveAveragePooling)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..module import Module
from .kernels import adaptive, checks
from .windowed import planes_of


@register("nn.SpatialAdaptiveAveragePooling")
class SpatialAdaptiveAveragePooling(Module):
    """Divides images into H rows of W windows and takes the mean of each.

    Input (planes x iH x iW) or (batch x planes x iH x iW).
    """

    def __init__(self, W: int, H: int) -> None:
        super().__init__()
        self.W = W
        self.H = H

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, input)
        checks.dimension(input, (3, 4), "3D or 4D (batch mode) tensor expected for input, but got:")
        out = self.output.resize_array((*input._size[:-2], int(self.H), int(self.W)))
        adaptive.means(planes_of(input.array, 2), planes_of(out, 2))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        checks.same_type(self, input, gradOutput)
        checks.need_sizes("gradOutput", gradOutput, (*input._size[:-2], int(self.H), int(self.W)))
        into = self.gradInput.resize_array(input._size)
        adaptive.means_back(planes_of(gradOutput.array, 2), planes_of(into, 2))
        return self.gradInput

    def empty(self) -> None:
        self.clearState()

    def clearState(self) -> Any:
        return super().clearState()
