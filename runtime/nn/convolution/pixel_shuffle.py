"""Planes rearranged into larger images (nn.PixelShuffle)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ..module import Module
from ..utils import clear


@register("nn.PixelShuffle")
class PixelShuffle(Module):
    """Makes (planes * r * r) x H x W into planes x (r * H) x (r * W), with or without a batch dimension before."""

    def __init__(self, upscaleFactor: int) -> None:
        super().__init__()
        self.upscaleFactor = upscaleFactor
        self.upscaleFactorSquared = upscaleFactor * upscaleFactor

    def _shape(self, input: Any) -> tuple[int, int, int, int]:
        """Batch, output planes, height and width of an input."""
        size = input._size
        if len(size) not in (3, 4):
            raise TorchError(f"{self._typename}: 3D or 4D input expected, got {len(size)}D")
        planes, height, width = size[-3:]
        squared = int(self.upscaleFactor) ** 2
        if planes % squared:
            text = f"{self._typename}: {planes} planes are not a multiple of {squared}"
            raise TorchError(text)
        return (size[0] if len(size) == 4 else 1), planes // squared, height, width

    def updateOutput(self, input: Any) -> Any:
        batch, planes, height, width = self._shape(input)
        r = int(self.upscaleFactor)
        _require_contiguous(input)
        out = self._buffer("output", input).resize_array((*input._size[:-3], planes, r * height, r * width))
        split = input.array.reshape(batch, planes, r, r, height, width)
        out.reshape(batch, planes, height, r, width, r)[...] = split.transpose(0, 1, 4, 2, 5, 3)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        batch, planes, height, width = self._shape(input)
        r = int(self.upscaleFactor)
        _require_contiguous(gradOutput)
        into = self._buffer("gradInput", input).resize_array(input._size)
        split = gradOutput.array.reshape(batch, planes, height, r, width, r)
        into.reshape(batch, planes, r, r, height, width)[...] = split.transpose(0, 1, 3, 5, 2, 4)
        return self.gradInput

    def _buffer(self, name: str, input: Any) -> Any:
        """The output or gradInput, of the input's type: this module takes every type."""
        if type(getattr(self, name, None)) is not type(input):
            setattr(self, name, type(input)())
        return getattr(self, name)

    def clearState(self) -> Any:
        clear(self, "_intermediateShape", "_outShape", "_shuffleIn", "_shuffleOut")
        return super().clearState()


def _require_contiguous(tensor: Any) -> None:
    if not tensor.is_contiguous():
        raise TorchError("expecting a contiguous tensor")
