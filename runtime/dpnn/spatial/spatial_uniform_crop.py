"""Crops of images at random places (nn.SpatialUniformCrop)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...nn.module import Module
from ...nn.simple.common import require
from ...random import default_generator
from ...registry import register
from ...table import Table
from ...tensor import TENSORS
from ..module import from_batch, to_batch
from .common import resampler, windows


@register("nn.SpatialUniformCrop")
class SpatialUniformCrop(Module):
    """In training crops oheight x owidth out of each image at a random place, in evaluation at the centre.

    With `scale` ({min, max}) each crop is larger or smaller by a random factor and scaled to the size
    (nnx's nn.SpatialReSampling). Input (planes x H x W) or (batch x planes x H x W).
    """

    scale: Any = None
    scaler: Any = None
    coord: Any = None
    scales: Any = None

    def __init__(self, oheight: int, owidth: int | None = None, scale: Any = None) -> None:
        super().__init__()
        self.scale = Table(scale) if isinstance(scale, (list, tuple, dict)) else scale or None
        if self.scale is not None:
            require(isinstance(self.scale, Table), "assertion failed!")
            self.scaler = resampler(self, oheight, owidth if owidth is not None else oheight)
        self.oheight = oheight
        self.owidth = oheight if owidth is None else owidth

    def updateOutput(self, input: Any) -> Any:
        input = to_batch(self, input, 3)
        count, planes, height, width = input._size
        size = int(self.oheight), int(self.owidth)
        output = self.output.resize_array((count, planes, *size))
        if self.coord is None:
            self.coord = TENSORS["Int"]()
        coord = self.coord.resize_array((count, 2))
        if self.train is False:
            top, left = math.ceil((height - size[0]) / 2), math.ceil((width - size[1]) / 2)
            output[...] = input.narrow(3, top, size[0]).narrow(4, left, size[1]).array
        elif self.scale is not None:
            self._crop_scaled(input, coord)
        else:
            if height < size[0] or width < size[1]:
                raise TorchError(f"nn.SpatialUniformCrop: cannot crop {size[0]}x{size[1]} out of {height}x{width}")
            points = default_generator.uniforms(2 * count).reshape(count, 2)
            spans = np.array([height - size[0], width - size[1]]) - 1e-2
            coord[...] = backend.get_array_module(coord).asarray(np.ceil(points * spans + 1e-2))
            output[...] = input.array[self._windows(input)]
        self.output = from_batch(self, self.output, 1)
        return self.output

    def _windows(self, input: Any) -> tuple:
        starts = self.coord.array.astype("i8") - 1
        return windows(starts[:, 0], starts[:, 1], int(self.oheight), int(self.owidth), input._size[1], input.array)

    def _crop_scaled(self, input: Any, coord: Any) -> None:
        """Draws scale and place of each crop, and scales it: crops differ in size, so one by one."""
        height, width = input._size[2:]
        low, high = [self._bound(name, i) for i, name in enumerate(("min", "max"), 1)]
        self.scales = TENSORS["Float"]() if self.scales is None else self.scales
        scales = self.scales.resize_array((input._size[0],))
        for i in range(input._size[0]):
            scale = default_generator.uniform(low, high)
            crop_height, crop_width = math.ceil(scale * self.oheight), math.ceil(scale * self.owidth)
            y = math.ceil(default_generator.uniform(1e-2, height - crop_height))
            x = math.ceil(default_generator.uniform(1e-2, width - crop_width))
            crop = _crop(input.select(1, i + 1), crop_height, crop_width, y, x)
            self.output.select(1, i + 1).copy(self.scaler.forward(crop))
            scales[i], coord[i] = scale, (y, x)

    def _bound(self, name: str, index: int) -> float:
        named = self.scale.get(name)
        return self.scale[index] if named is None else named

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        input = to_batch(self, input, 3)
        gradOutput = to_batch(self, gradOutput, 3)
        gradient = self.gradInput.resize_array(input._size)
        gradient.fill(0)
        if self.scale is None:
            gradient[self._windows(input)] = gradOutput.array
        else:
            for i, scale in enumerate(self.scales.array.tolist()):
                place = [math.ceil(scale * self.oheight), math.ceil(scale * self.owidth), *self.coord.array[i].tolist()]
                crop = _crop(input.select(1, i + 1), *place)
                target = _crop(self.gradInput.select(1, i + 1), *place)
                target.copy(self.scaler.updateGradInput(crop, gradOutput.select(1, i + 1)))
        self.gradInput = from_batch(self, self.gradInput, 1)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        vars(self).pop("coord", None)
        return super().type(type, tensorCache)


def _crop(image: Any, crop_height: int, crop_width: int, y: int, x: int) -> Any:
    """A view of an image (planes x H x W); (y, x) move the crop away from the top left corner."""
    height, width = image._size[1:]
    middle_y = math.ceil(height / 2 - (height - crop_height) / 2 + y)
    # With the image's height, not its width, as Torch has it.
    middle_x = math.ceil(width / 2 - (height - crop_width) / 2 + x)
    top, left = max(middle_y - math.ceil(crop_height / 2), 1), max(middle_x - math.ceil(crop_width / 2), 1)
    return image.narrow(2, top, crop_height).narrow(3, left, crop_width)
