"""Inputs without their mean (inn.MeanSubtraction)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, sizes
from ..nn.module import Module
from ..registry import register


@register("inn.MeanSubtraction")
class MeanSubtraction(Module):
    """Takes the image `mean` (planes x H x W) away from an image or from each of a batch."""

    def __init__(self, mean: Any) -> None:
        super().__init__()
        if mean is None:
            raise TorchError("assertion failed!")
        self.mean = mean

    def updateOutput(self, input: Any) -> Any:
        mean, size = self.mean.array, input._size
        if mean.ndim == 4:
            mean = mean[0]
        image = size[1:] if len(size) == 4 else size
        if mean.size != np.prod(image, dtype=int):
            raise TorchError(f"inn.MeanSubtraction: input {sizes(size)}, mean {sizes(self.mean._size)}")
        np.subtract(input.array, mean.reshape(image), out=self.output.resize_array(size))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        return gradOutput
