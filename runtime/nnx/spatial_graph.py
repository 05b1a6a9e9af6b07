"""Distances between neighbouring pixels (nnx's nn.SpatialGraph)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..registry import register
from .arguments import set_fields

_EPSILON = 1e-12


@register("nn.SpatialGraph")
class SpatialGraph(Module):
    """Two planes (2 x H x W): how far each pixel of an image (planes x H x W) is from the next to its right, and below.

    `dist` is 'euclid' (divided by sqrt(planes) where `normalize` is true, the default) or 'cosine': 1 - cosine with
    `normalize`, planes - product without. The last column, or row, is 0. As in nnx, the gradient of the normalized
    cosine treats norms as squares.
    """

    dist: Any
    normalize: Any
    connex: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__()
        set_fields(self, args, options, dist="euclid", normalize=True, connex=4)
        if self.connex != 4:
            raise TorchError("nn.SpatialGraph: 4 is the only connexity supported, for now")
        if self.dist not in ("euclid", "cosine"):
            raise TorchError("nn.SpatialGraph: euclid is the only distance supported, for now")
        self.dist = int(self.dist == "cosine")
        self.normalize = int(bool(self.normalize))

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) != 3:
            raise TorchError(f"nn.SpatialGraph: input must be planes x H x W, got {len(input._size)} dimensions")
        same_type(self, self.output, input, "input")
        out = self.output.resize_array((2, *input._size[1:]))
        out.fill(0)
        distance = self._cosine if self.dist else self._euclid
        for (here, there), target in zip(_neighbours(input.array), _edges(out)):
            target[...] = distance(here, there)
        return self.output

    def _euclid(self, a: Any, b: Any) -> Any:
        root = np.sqrt(np.square(a - b).sum(0))
        return root * (1 / len(a) ** 0.5) if self.normalize else root

    def _cosine(self, a: Any, b: Any) -> Any:
        a, b = a + _EPSILON, b + _EPSILON
        product = (a * b).sum(0)
        if not self.normalize:
            return len(a) - product
        return 1 - product / (np.sqrt(np.square(a).sum(0)) * np.sqrt(np.square(b).sum(0)))

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        need_size(self, gradOutput, "gradOutput", (2, *input._size[1:]))
        into = self.gradInput.resize_array(input._size)
        into.fill(0)
        edges = zip(_neighbours(input.array), _edges(self.output.array), _edges(gradOutput.array), _neighbours(into))
        for (a, b), distance, gradient, (by_a, by_b) in edges:
            first, second = self._euclid_slopes(a, b, distance) if not self.dist else self._cosine_slopes(a, b)
            by_a += first * gradient
            by_b += second * gradient
        return self.gradInput

    def _euclid_slopes(self, a: Any, b: Any, distance: Any) -> tuple[Any, Any]:
        xp = backend.get_array_module(a)
        slope = a - b
        np.divide(slope, xp.where(distance == 0, 1, distance), out=slope)
        if self.normalize:
            slope *= 1 / len(a) ** 0.5 / len(a) ** 0.5
        return slope, -slope

    def _cosine_slopes(self, a: Any, b: Any) -> tuple[Any, Any]:
        if not self.normalize:
            return -b, -a
        product = (a * b).sum(0)
        of_a, of_b = (product / (np.square(x).sum(0) + _EPSILON) for x in (a, b))
        other = 1 / (1 + _EPSILON)
        return of_a * a - other * b, of_b * b - other * a


def _neighbours(x: Any) -> list[tuple[Any, Any]]:
    """Views of pixels with a right neighbour and these, and of pixels with one below and these."""
    return [(x[:, :, :-1], x[:, :, 1:]), (x[:, :-1], x[:, 1:])]


def _edges(y: Any) -> list[Any]:
    """Views of the two planes without the column, or row, that has no neighbour."""
    return [y[0, :, :-1], y[1, :-1]]
