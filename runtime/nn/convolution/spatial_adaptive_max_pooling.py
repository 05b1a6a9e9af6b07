"""Max pooling to an output of fixed size (nn.SpatialAdaptiveMaxPooling)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..module import Module
from .kernels import adaptive, checks
from .windowed import drop, index_tensor, planes_of


@register("nn.SpatialAdaptiveMaxPooling")
class SpatialAdaptiveMaxPooling(Module):
    """Divides images into H rows of W windows and takes the maximum of each.

    Input (planes x iH x iW) or (batch x planes x iH x iW). `indices` holds where in its window each maximum was,
    from 1: first all rows, then all columns.
    """

    indices: Any = None

    def __init__(self, W: int, H: int) -> None:
        super().__init__()
        self.W = W
        self.H = H

    def _check(self, input: Any, gradOutput: Any = None) -> None:
        checks.same_type(self, input, gradOutput)
        checks.dimension(input, (3, 4), "3D or 4D (batch mode) tensor expected for input, but got:")

    def updateOutput(self, input: Any) -> Any:
        self.indices = index_tensor(self.indices, input)
        self._check(input)
        shape = (*input._size[:-2], int(self.H), int(self.W))
        out = planes_of(self.output.resize_array(shape), 2)
        places = self.indices.resize_array((2, *shape)).reshape(2, *out.shape)
        adaptive.maxima(planes_of(input.array, 2), out, places[::-1])
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self._check(input, gradOutput)
        checks.need_sizes("gradOutput", gradOutput, self.indices._size[1:])
        gradient = planes_of(gradOutput.array, 2)
        into = planes_of(self.gradInput.resize_array(input._size), 2)
        adaptive.maxima_back(gradient, self.indices.array.reshape(2, *gradient.shape)[::-1], into)
        return self.gradInput

    def empty(self) -> None:
        self.clearState()

    def clearState(self) -> Any:
        drop(self.indices)
        return super().clearState()
