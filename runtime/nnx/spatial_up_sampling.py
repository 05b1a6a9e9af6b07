"""Images scaled up by repeated pixels (nnx's nn.SpatialUpSampling)."""

from __future__ import annotations

from typing import Any

from ..nn.module import Module
from ..registry import register
from .arguments import REQUIRED, set_fields
from .blocks import padded_block_sums, repeat_blocks
from .planes import Planes


@register("nn.SpatialUpSampling")
class SpatialUpSampling(Planes, Module):
    """Repeats each pixel dW times across and dH times down.

    ``SpatialUpSampling{dW = 2, dH = 2}``; height and width are dimensions yDim (2) and xDim (3) of the input.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__()
        set_fields(self, args, options, dW=REQUIRED, dH=REQUIRED, yDim=2, xDim=3)
        self._init_planes()

    def updateOutput(self, input: Any) -> Any:
        x = self._planes_of(input)
        height, width = int(self.dH), int(self.dW)
        out = self._new("output", input, x.shape[1] * height, x.shape[2] * width)
        repeat_blocks(x, height, width, out)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        into = self._new_gradient(input)
        padded_block_sums(self._gradient_planes(gradOutput), int(self.dH), int(self.dW), into)
        return self.gradInput
