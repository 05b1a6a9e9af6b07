"""Images scaled to any size by bilinear interpolation (nnx's nn.SpatialReSampling)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError
from ..nn.module import Module
from ..registry import register
from ..table import Table

_ARGUMENTS = ("rwidth", "rheight", "owidth", "oheight")


@register("nn.SpatialReSampling")
class SpatialReSampling(Module):
    """Scales images to oheight x owidth, or to rheight and rwidth times the size of the first image it meets.

    Corners stay corners. ``SpatialReSampling{owidth = 5, oheight = 4}`` (a Table, or named arguments). Input
    (planes x H x W) or (batch x planes x H x W).
    """

    rwidth: Any = None
    rheight: Any = None
    owidth: Any = None
    oheight: Any = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], Table):
            options = {**dict(args[0].items()), **options}
        else:
            options = {**dict(zip(_ARGUMENTS, args)), **options}
        for name in _ARGUMENTS:
            vars(self)[name] = options.get(name)

    def updateOutput(self, input: Any) -> Any:
        size = input._size
        if len(size) not in (3, 4):
            shown = ", ".join(map(str, size))
            raise TorchError(f"input to SpatialReSampling must be 3D or 4D, received: [{shown}]")
        self.oheight = self._wanted("oheight", self.oheight, self.rheight, size[-2])
        self.owidth = self._wanted("owidth", self.owidth, self.rwidth, size[-1])
        output = self.output.resize_array((*size[:-2], int(self.oheight), int(self.owidth)))
        x = input.array
        output.fill(0)
        for rows, columns, weight in _taps(x, output):
            output += x[..., rows, columns] * weight
        return self.output

    def _wanted(self, name: str, size: Any, ratio: Any, given: int) -> Any:
        if size is None and ratio is None:
            raise TorchError(f"nn.SpatialReSampling: neither {name} nor a ratio was given")
        return ratio * given if size is None else size

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        gradient = self.gradInput.resize_array(input._size)
        gradient.fill(0)
        xp = backend.get_array_module(gradient)
        for rows, columns, weight in _taps(gradient, gradOutput.array):
            xp.add.at(gradient, (..., rows, columns), gradOutput.array * weight)
        return self.gradInput


def _taps(small: Any, large: Any) -> list[tuple[Any, Any, Any]]:
    """(rows, columns, weights) of the four neighbours in `small` of each pixel of `large`; Torch's are float32."""
    xp = backend.get_array_module(small)
    (top, bottom, down), (left, right, across) = [
        _places(size, wanted) for size, wanted in zip(small.shape[-2:], large.shape[-2:])
    ]
    taps = []
    for rows, i in ((top, 0), (bottom, 1)):
        for columns, j in ((left, 0), (right, 1)):
            weight = down[i][:, None] * across[j]
            taps.append((xp.asarray(rows)[:, None], xp.asarray(columns), xp.asarray(weight.astype(small.dtype))))
    return taps


def _places(size: int, wanted: int) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """For each pixel the two that it lies between, and how much each of these counts."""
    ratio = np.float32(size - 1) / np.float32(wanted - 1) if wanted > 1 else np.float32(0)
    place = ratio * np.arange(wanted, dtype=np.float32)
    low = np.floor(place)
    high = low + np.float32(1)
    return low.astype("i8"), np.minimum(high, size - 1).astype("i8"), (high - place, place - low)
