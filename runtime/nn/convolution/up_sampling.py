"""Upsampling of images and volumes, nearest or linear (nn.UpSampling)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from .kernels import checks, resample
from .up_sampling_base import Upsampler
from .windowed import planes_of


@register("nn.UpSampling")
class UpSampling(Upsampler):
    """Enlarges the spatial dimensions of (batch x planes x [T x] H x W) by `params`, or to given sizes.

    `mode` 'linear' (or 'bilinear', 'trilinear') interpolates, anything else repeats elements. Sizes
    ``{odepth = t, oheight = h, owidth = w}`` are for interpolation only.
    """

    _most_dims = 5

    def __init__(self, params: Any, mode: str | None = None) -> None:
        super().__init__()
        self.mode = "linear" if mode in ("linear", "bilinear", "trilinear") else "nearest"
        if isinstance(params, Table):
            if self.mode == "nearest":
                raise TorchError("Nearest neighbour upsampling requires a scale_factor")
            self.odepth, self.owidth, self.oheight = (params.get(n) for n in ("odepth", "owidth", "oheight"))
            if self.owidth is None or self.oheight is None:
                raise TorchError("Output height and width parameters are required")
        else:
            self._set_scale(params)
        self._allocate_sizes()

    def setSize(self, input: Any) -> None:
        """Notes the sizes of the input and of the output in inputSize and outputSize."""
        self._wanted(input._size, len(input._size) - 2)

    def _spatial(self, input: Any) -> int:
        if len(input._size) not in (4, 5):
            raise TorchError("UpSampling only supports 4D or 5D tensors")
        if self.mode == "nearest" and self.scale_factor <= 1:
            raise checks.argument(4, f"scale_factor must be greater than 1, but got: {int(self.scale_factor)}")
        return len(input._size) - 2

    def updateOutput(self, input: Any) -> Any:
        spatial = self._spatial(input)
        checks.same_type(self, input)
        out = self.output.resize_array(self._wanted(input._size, spatial))
        if self.mode == "nearest":
            resample.repeat(planes_of(input.array, spatial), planes_of(out, spatial), int(self.scale_factor), spatial)
        else:
            resample.linear(planes_of(input.array, spatial), planes_of(out, spatial), spatial)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        spatial = self._spatial(input)
        if len(input._size) != len(gradOutput._size):
            raise TorchError("Input and gradOutput should be of same dimension")
        checks.same_type(self, input, gradOutput)
        checks.need_sizes("gradOutput", gradOutput, self._wanted(input._size, spatial))
        into = self.gradInput.resize_array(input._size)
        if self.mode == "nearest":
            resample.repeat_back(
                planes_of(gradOutput.array, spatial), planes_of(into, spatial), int(self.scale_factor), spatial
            )
        else:
            resample.linear_back(planes_of(gradOutput.array, spatial), planes_of(into, spatial), spatial)
        return self.gradInput

    def __tostring__(self) -> str:
        if self.scale_factor is not None:
            return f"{self._typename}({int(self.scale_factor)}x, {self.mode})"
        sizes = "x".join([str(int(s)) for s in (self.odepth, self.oheight, self.owidth) if s is not None])
        return f"{self._typename}({sizes}, {self.mode})"
