"""Upsampling of images by bilinear interpolation (nn.SpatialUpSamplingBilinear)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from .kernels import checks, resample
from .up_sampling_base import Upsampler
from .windowed import planes_of


@register("nn.SpatialUpSamplingBilinear")
class SpatialUpSamplingBilinear(Upsampler):
    """Interpolates images to `params` times their size, or to ``{oheight = h, owidth = w}``; corners stay.

    Input (planes x H x W) or (batch x planes x H x W).
    """

    def __init__(self, params: Any) -> None:
        super().__init__()
        if isinstance(params, Table):
            self.owidth, self.oheight = params.get("owidth"), params.get("oheight")
        else:
            self._set_scale(params)
        self._allocate_sizes()

    def setSize(self, input: Any) -> None:
        """Notes the sizes of the input and of the output in inputSize and outputSize."""
        self._wanted(input._size, 2)

    def _sizes(self, size: tuple[int, ...]) -> tuple[int, ...]:
        """Output size for an input of this size; an image is noted as a batch of one."""
        return self._wanted((1,) * (4 - len(size)) + size, 2)[-len(size) :]

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) not in (3, 4):
            raise TorchError("SpatialUpSamplingBilinear only supports 3D or 4D tensors")
        checks.same_type(self, input)
        wanted = self._sizes(input._size)
        out = self.output.resize_array(wanted)
        resample.linear(planes_of(input.array, 2), planes_of(out, 2), 2)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if len(input._size) not in (3, 4):
            raise TorchError("SpatialUpSamplingBilinear only support 3D or 4D tensors")
        if len(input._size) != len(gradOutput._size):
            raise TorchError("Input and gradOutput should be of same dimension")
        checks.same_type(self, input, gradOutput)
        checks.need_sizes("gradOutput", gradOutput, self._sizes(input._size))
        into = self.gradInput.resize_array(input._size)
        resample.linear_back(planes_of(gradOutput.array, 2), planes_of(into, 2), 2)
        return self.gradInput

    def __tostring__(self) -> str:
        if self.scale_factor is not None:
            return f"{self._typename}({int(self.scale_factor)})"
        return f"{self._typename}({int(self.oheight)}, {int(self.owidth)})"
