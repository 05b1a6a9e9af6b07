"""Pixels sorted into more and smaller planes (nnx's nn.PixelSort)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.module import Module
from ..nn.utils import clear
from ..registry import register


@register("nn.PixelSort")
class PixelSort(Module):
    """Makes planes x H x W into (planes * r * r) x (H / r) x (W / r), with or without a batch dimension before.

    The reverse of nn.PixelShuffle.
    """

    def __init__(self, downscaleFactor: int) -> None:
        super().__init__()
        self.downscaleFactor = downscaleFactor
        self.downscaleFactorSquared = downscaleFactor * downscaleFactor

    def _split(self, size: tuple[int, ...]) -> tuple[int, ...]:
        """Batch, planes, H / r, r, W / r, r."""
        r = int(self.downscaleFactor)
        if len(size) not in (3, 4):
            raise TorchError(f"{self._typename}: 3D or 4D input expected, got {len(size)}D")
        planes, height, width = size[-3:]
        if height % r or width % r:
            raise TorchError(f"{self._typename}: height and width of {height}x{width} are not multiples of {r}")
        return (size[0] if len(size) == 4 else 1), planes, height // r, r, width // r, r

    def updateOutput(self, input: Any) -> Any:
        n, planes, height, r, width, _ = split = self._split(input._size)
        _require_contiguous(input)
        self.output = type(input)()
        out = self.output.resize_array((*input._size[:-3], planes * r * r, height, width))
        parts = input.array.reshape(split).transpose(0, 1, 3, 5, 2, 4)
        out.reshape(n, planes, r, r, height, width)[...] = parts
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        n, planes, height, r, width, _ = split = self._split(input._size)
        _require_contiguous(gradOutput)
        self.gradInput = type(input)()
        into = self.gradInput.resize_array(input._size)
        parts = gradOutput.array.reshape(n, planes, r, r, height, width)
        into.reshape(split)[...] = parts.transpose(0, 1, 4, 2, 5, 3)
        return self.gradInput

    def clearState(self) -> Any:
        clear(self, "_intermediateShape", "_outShape", "_shuffleIn", "_shuffleOut")
        return super().clearState()


def _require_contiguous(tensor: Any) -> None:
    if not tensor.is_contiguous():
        raise TorchError("expecting a contiguous tensor")
