"""Random changes of colour (nn.SimpleColorTransform)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import require
from ...random import default_generator, store
from ...registry import register
from .color_noise import ColorNoise


@register("nn.SimpleColorTransform")
class SimpleColorTransform(ColorNoise):
    """In training adds to each plane of each image a number drawn from +-range[plane].

    Input (planes x H x W) or (batch x planes x H x W). Backward is defined in training only.
    """

    def __init__(self, inputChannels: int, range: Any) -> None:
        super().__init__()
        self.train = True
        self.inputChannels = inputChannels
        count = range.nElement()
        require(inputChannels == count, "Number of input channels and number of range values don't match.")
        self.range = range

    def _fill(self, noise: Any, samples: int) -> None:
        bounds = self.range.array.reshape(-1)
        if bounds.dtype.kind != "f":
            bounds = bounds.astype("f8")
        count = len(bounds)
        # Torch draws plane by plane, for all samples each.
        values = default_generator.uniforms(count * samples).reshape(count, samples)
        values = values * (2 * bounds[:, None]) - bounds[:, None]
        store(noise.resize_array((samples, count)), values.T.reshape(-1))

    def __tostring__(self) -> str:
        return "SimpleColorTransform"
