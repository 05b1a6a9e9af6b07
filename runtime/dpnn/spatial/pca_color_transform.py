"""Random changes of colour along the principal components of pixels (nn.PCAColorTransform)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import buffer, require
from ...printing import cformat
from ...registry import register
from .color_noise import ColorNoise


@register("nn.PCAColorTransform")
class PCAColorTransform(ColorNoise):
    """In training adds eigenVectors * (a .* eigenValues) to the planes of each image, with normal a of deviation `std`.

    Input (planes x H x W) or (batch x planes x H x W). Backward is defined in training only.
    """

    _scratch = ("noise", "alphas")

    def __init__(self, inputChannels: int, eigenVectors: Any, eigenValues: Any, std: float | None = None) -> None:
        super().__init__()
        self.train = True
        self.inputChannels = inputChannels
        rows, columns = eigenVectors.size(1), eigenVectors.size(2)
        require(inputChannels == rows, "Number of input channels do not match number of eigen vectors.")
        require(columns == rows, "Invalid dimensionality: eigen vectors.")
        count = eigenValues.nElement()
        require(inputChannels == count, "Number of input channels do not match number of eigen values.")
        self.eigenVectors = eigenVectors
        self.eigenValues = eigenValues
        self.std = 0.1 if std is None else std

    def _fill(self, noise: Any, samples: int) -> None:
        alphas = buffer(self, "alphas", self.output)
        scaled = alphas.resize_array((int(self.inputChannels), samples))
        alphas.normal(0, self.std)
        scaled *= self.eigenValues.array.reshape(-1, 1)
        noise.resize_array((samples, int(self.inputChannels)))[...] = (self.eigenVectors.array @ scaled).T

    def __tostring__(self) -> str:
        return cformat("%s channels: %d, std: %f", self._typename, self.inputChannels, self.std)
