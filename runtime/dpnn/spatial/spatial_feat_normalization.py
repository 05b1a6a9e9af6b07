"""Subtracts a mean from each plane and divides it by a deviation (nn.SpatialFeatNormalization)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.module import Module
from ...nn.simple.common import copied
from ...registry import register
from ...tensor import Tensor

_NAME = "<SpatialFeatNormalization>"


@register("nn.SpatialFeatNormalization")
class SpatialFeatNormalization(Module):
    """output plane i = (input plane i - mean[i]) / std[i]; `std` is 1 by default.

    Input (planes x H x W) or (batch x planes x H x W).
    """

    def __init__(self, mean: Any, std: Any = None) -> None:
        super().__init__()
        if mean.dim() != 1:
            raise TorchError(f"{_NAME} Mean/Std should be 1D.")
        self.mean = Tensor()
        copied(self.mean, mean)
        self.std = Tensor()
        self.std.resize_array(mean._size).fill(1)
        if std is not None:
            self.std.copy(std)
        self.noOfFeats = mean._size[0]

    def _planes(self, values: Any, like: Any, what: str) -> Any:
        """A vector with one number a plane, shaped to fit `like`."""
        if like.ndim not in (3, 4):
            raise TorchError(f"{_NAME} invalid {what} dims.")
        if like.shape[-3] != self.noOfFeats:
            raise TorchError(f"{_NAME} No. of Feats dont match.")
        return values.array.astype(like.dtype)[:, None, None]

    def updateOutput(self, input: Any) -> Any:
        output = copied(self.output, input)
        output -= self._planes(self.mean, output, "input")
        output /= self._planes(self.std, output, "input")
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        gradient = copied(self.gradInput, gradOutput)
        gradient /= self._planes(self.std, gradient, "self.gradInput")
        return self.gradInput
