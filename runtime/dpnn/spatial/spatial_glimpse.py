"""Looks at places of images at several scales (nn.SpatialGlimpse; Mnih et al. 2014)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import backend
from ...nn import SpatialAveragePooling
from ...nn.module import Module
from ...nn.simple.common import buffer, require
from ...nn.utils import torch_type
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..module import from_batch, to_batch
from .common import resampler, windows


@register("nn.SpatialGlimpse")
class SpatialGlimpse(Module):
    """{images, locations} -> `depth` (3) patches of `size` around each location, each `scale` (2) times as wide.

    Images (planes x H x W) or (batch x planes x H x W); a location is {y, x}, from -1 (top, left) to 1. The
    output has depth * planes planes of size {height, width}: wider patches are averaged down (scale 2), or
    scaled by nnx's nn.SpatialReSampling. What lies outside of the image is 0. Locations get no gradient.
    """

    def __init__(self, size: Any, depth: int | None = None, scale: float | None = None) -> None:
        if isinstance(size, (Table, list, tuple)):
            size = size.array_values() if isinstance(size, Table) else size
            self.height, self.width = size[0], size[1]
        else:
            self.height = self.width = size
        self.depth = 3 if depth is None else depth
        self.scale = 2 if scale is None else scale
        for value in (self.width, self.height, self.depth, self.scale):
            require(torch_type(value) == "number", "assertion failed!")
        super().__init__()
        self.gradInput = Table([Tensor(), Tensor()])
        if self.scale == 2:
            self.module = SpatialAveragePooling(2, 2, 2, 2)
        else:
            self.module = resampler(self, self.height, self.width)
        self.modules = Table([self.module])

    def updateOutput(self, inputTable: Any) -> Any:
        require(isinstance(inputTable, Table) and len(inputTable) >= 2, "assertion failed!")
        input, location = to_batch(self, inputTable[1], 3), to_batch(self, inputTable[2], 1)
        require(input.dim() == 4 and location.dim() == 2, "assertion failed!")
        count, planes, height, width = input._size
        depth, size = int(self.depth), (int(self.height), int(self.width))
        output = self.output.resize_array((count, depth, planes, *size))
        pad, crop = buffer(self, "_pad", input), buffer(self, "_crop", self.output)
        for level, (patch, border) in enumerate(self._levels()):
            padded = pad.resize_array((count, planes, height + 2 * border[0], width + 2 * border[1]))
            padded.fill(0)
            _middle(padded, border, height, width)[...] = input.array
            seen = padded[self._places(location, padded, patch)]
            if level > 0:
                crop.resize_array(seen.shape)[...] = seen
                seen = self._shrinker(patch).updateOutput(crop).array
            output[:, level] = seen
        self.output.resize_array((count, depth * planes, *size))
        self.output = from_batch(self, self.output, 1)
        return self.output

    def _levels(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """For each scale the size of a patch and the width of the border around the image, both {height, width}."""
        height, width = math.floor(self.height), math.floor(self.width)
        levels = []
        for _ in range(int(self.depth)):
            levels.append(((height, width), ((height - 1) // 2, (width - 1) // 2)))
            height, width = math.floor(height * self.scale), math.floor(width * self.scale)
        return levels

    def _places(self, location: Any, padded: Any, patch: tuple[int, int]) -> tuple:
        """The index of each image's patch in the padded images."""
        xp = backend.get_array_module(padded)
        space = xp.asarray(padded.shape[2:]) - xp.asarray(patch)
        points = (xp.asarray(location.array[:, :2]).astype("f8") + 1) / 2
        starts = xp.floor(xp.minimum(space, xp.maximum(0, points * space))).astype("i8")
        return windows(starts[:, 0], starts[:, 1], *patch, padded.shape[1], padded)

    def _shrinker(self, patch: tuple[int, int]) -> Any:
        """The module that makes patches of this size as small as the output."""
        module = self.module
        if type(module) is SpatialAveragePooling:
            module.kH = module.dH = patch[0] // int(self.height)
            module.kW = module.dW = patch[1] // int(self.width)
            even = module.kH % 2 == 0 and module.kW % 2 == 0
            require(even and patch == (module.kH * self.height, module.kW * self.width), "assertion failed!")
        return module

    def updateGradInput(self, inputTable: Any, gradOutput: Any) -> Any:
        if not isinstance(self.gradInput, Table) or len(self.gradInput) != 2:
            self.gradInput = Table([type(inputTable[1])(), type(inputTable[1])()])
        input, location = to_batch(self, inputTable[1], 3), to_batch(self, inputTable[2], 1)
        gradOutput = to_batch(self, gradOutput, 3)
        count, planes, height, width = input._size
        gradients = gradOutput.view(count, int(self.depth), planes, int(self.height), int(self.width))
        total = self.gradInput[1].resize_array(input._size)
        total.fill(0)
        self.gradInput[2].resize_array(location._size).fill(0)
        for level, (patch, border) in enumerate(self._levels()):
            padded = self._pad.resize_array((count, planes, height + 2 * border[0], width + 2 * border[1]))
            padded.fill(0)
            padded[self._places(location, padded, patch)] = self._widened(gradients.select(2, level + 1), level, patch)
            np.add(total, _middle(padded, border, height, width), out=total)
        self.gradInput[1] = from_batch(self, self.gradInput[1], 1)
        self.gradInput[2] = from_batch(self, self.gradInput[2], 1)
        return self.gradInput

    def _widened(self, gradient: Any, level: int, patch: tuple[int, int]) -> Any:
        """The gradient by the patches, given that by the output."""
        if level == 0:
            return gradient.array
        self._crop.resize_array((*gradient._size[:2], *patch))
        return self._shrinker(patch).updateGradInput(self._crop, gradient).array


def _middle(padded: Any, border: tuple[int, int], height: int, width: int) -> Any:
    """The part of padded images that holds the images."""
    return padded[:, :, border[0] : border[0] + height, border[1] : border[1] + width]
