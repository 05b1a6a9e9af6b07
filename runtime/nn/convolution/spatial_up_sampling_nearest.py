"""Upsampling of images by repeated pixels (nn.SpatialUpSamplingNearest)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from .kernels import checks, resample
from .up_sampling_base import Upsampler
from .windowed import planes_of


@register("nn.SpatialUpSamplingNearest")
class SpatialUpSamplingNearest(Upsampler):
    """Repeats every pixel `scale` times in both directions. Input (planes x H x W) or with a batch before."""

    def __init__(self, scale: int) -> None:
        super().__init__()
        self._set_scale(scale)
        self._allocate_sizes()

    def _scale(self) -> int:
        scale = int(self.scale_factor)
        if scale <= 1:
            raise checks.argument(4, f"scale_factor must be greater than 1, but got: {scale}")
        return scale

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) not in (3, 4):
            raise TorchError("SpatialUpSamplingNearest only support 3D or 4D tensors")
        checks.same_type(self, input)
        scale = self._scale()
        out = self.output.resize_array(self._wanted(input._size, 2))
        resample.repeat(planes_of(input.array, 2), planes_of(out, 2), scale, 2)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        checks.same_type(self, input, gradOutput)
        scale = self._scale()
        checks.need_sizes("gradOutput", gradOutput, self._wanted(input._size, 2))
        into = self.gradInput.resize_array(input._size)
        resample.repeat_back(planes_of(gradOutput.array, 2), planes_of(into, 2), scale, 2)
        return self.gradInput
