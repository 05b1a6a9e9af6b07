"""Maxima over parts of regions of images (inn.ROIPooling)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError, sizes
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..nn.utils import clear
from ..registry import register
from ..table import Table
from ..tensor import Tensor


@register("inn.ROIPooling")
class ROIPooling(Module):
    """Maxima (regions x planes x H x W) of H x W parts of each region of images.

    Input {images (batch x planes x height x width), regions (n x 5): number of the image, x1, y1, x2, y2, from 1, in
    pixels of images that are 1 / spatial_scale times as large}. Empty parts are 0. The field `v2` false rounds parts
    outwards, as older versions did. `indices` are the places of the maxima in their planes, -1 where there is none.
    """

    v2: Any = None

    def __init__(self, W: int, H: int, spatial_scale: float | None = None) -> None:
        super().__init__()
        if not W or not H:
            raise TorchError("W and H have to be provided")
        self.W = W
        self.H = H
        self.spatial_scale = 1 if spatial_scale is None else spatial_scale
        self.gradInput = Table()
        self.indices = Tensor()
        self.v2 = True

    def setSpatialScale(self, scale: float) -> Any:
        """Sets how much smaller the images are than those that regions refer to; returns self."""
        self.spatial_scale = scale
        return self

    def _check(self, input: Any) -> tuple[Any, Any]:
        data, rois = input[1], input[2]
        if len(data._size) != 4 or len(rois._size) != 2 or rois._size[1] != 5:
            shown = f"images {sizes(data._size)}, regions {sizes(rois._size)}"
            raise TorchError(f"inn.ROIPooling: batch x planes x height x width and n x 5 expected: {shown}")
        same_type(self, self.output, data, "input")
        numbers = rois.array[:, 0]
        if len(numbers) and (numbers.min() < 1 or numbers.max() >= data._size[0] + 1):
            raise TorchError(f"inn.ROIPooling: regions of images that are not among the {data._size[0]} given")
        return data, rois

    def _parts(self, first: Any, last: Any, count: int, size: int) -> tuple[Any, Any]:
        """Start and stop (regions x count) of the parts of regions along one side; the kernels compute in float32."""
        scale = np.float32(self.spatial_scale)
        start, stop = (_round((edge.astype(np.float32) - 1) * scale) for edge in (first, last))
        length = np.maximum(stop - start + (0 if self.v2 else 1), 1).astype(np.float32)
        edges = np.arange(count + 1, dtype=np.float32) * (length / np.float32(count))[:, None]
        lower, upper = (_round, _round) if self.v2 else (np.floor, np.ceil)
        bounds = (way(part).astype(np.int64) for way, part in ((lower, edges[:, :-1]), (upper, edges[:, 1:])))
        low, high = (np.clip(bound + start.astype(np.int64)[:, None], 0, size) for bound in bounds)
        return low, high

    def updateOutput(self, input: Any) -> Any:
        data, rois = self._check(input)
        x, boxes = data.array, backend.to_host(rois.array)
        _, planes, height, width = x.shape
        top, bottom = self._parts(boxes[:, 2], boxes[:, 4], int(self.H), height)
        left, right = self._parts(boxes[:, 1], boxes[:, 3], int(self.W), width)
        shape = (len(boxes), planes, int(self.H), int(self.W))
        best, places = self.output.resize_array(shape), self.indices.resize_array(shape)
        empty = (bottom <= top)[:, None, :, None] | (right <= left)[:, None, None, :]
        xp = backend.get_array_module(x)
        best[...] = xp.asarray(np.where(empty, 0, np.finfo(x.dtype).min))
        places.fill(-1)
        image, plane = self._image_and_plane(boxes, planes, xp)
        for dy in range(int((bottom - top).max(initial=0))):
            for dx in range(int((right - left).max(initial=0))):
                row, column = (top + dy)[:, None, :, None], (left + dx)[:, None, None, :]
                inside = (row < bottom[:, None, :, None]) & (column < right[:, None, None, :])
                place = xp.asarray(np.where(inside, row * width + column, 0))
                here = x.reshape(len(x), planes, -1)[image, plane, place]
                larger = (here > best) & xp.asarray(inside)
                np.copyto(best, here, where=larger)
                np.copyto(places, place, where=larger, casting="same_kind")
        return self.output

    @staticmethod
    def _image_and_plane(boxes: Any, planes: int, xp: Any) -> tuple[Any, Any]:
        image = (boxes[:, 0] - 1).astype(np.int64)[:, None, None, None]
        return xp.asarray(image), xp.arange(planes)[:, None, None]

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        data, rois = self._check(input)
        need_size(self, gradOutput, "gradOutput", self.indices._size)
        found = vars(self)
        for name in ("gradInput_boxes", "gradInput_rois"):
            if found.get(name) is None:
                found[name] = type(data)()
        into = self.gradInput_boxes.resize_array(data._size)
        into.fill(0)
        self.gradInput_rois.resize_array(rois._size).fill(0)
        xp = backend.get_array_module(into)
        places = self.indices.array.astype(np.int64)
        image, plane = self._image_and_plane(backend.to_host(rois.array), into.shape[1], xp)
        gradient = xp.where(places < 0, 0, gradOutput.array)
        flat = into.reshape(*into.shape[:2], -1)
        xp.add.at(flat, (image, plane, xp.where(places < 0, 0, places)), gradient)
        self.gradInput = Table([self.gradInput_boxes, self.gradInput_rois])
        return self.gradInput

    def clearState(self) -> Any:
        clear(self, "gradInput_rois", "gradInput_boxes", "indices")
        return super().clearState()


def _round(x: Any) -> Any:
    """To the nearest integer, halves away from 0, as C does."""
    return np.trunc(x + np.copysign(np.float32(0.5), x))
