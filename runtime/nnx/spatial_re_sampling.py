"""Images scaled to any size by bilinear interpolation (nnx's nn.SpatialReSampling)."""

from __future__ import annotations

from typing import Any

from .. import backend
from ..errors import TorchError
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..registry import register
from .arguments import set_fields
from .bilinear import taps


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
        set_fields(self, args, options, rwidth=None, rheight=None, owidth=None, oheight=None)

    def updateOutput(self, input: Any) -> Any:
        same_type(self, self.output, input, "input")
        size = input._size
        if len(size) not in (3, 4):
            shown = ", ".join(map(str, size))
            raise TorchError(f"input to SpatialReSampling must be 3D or 4D, received: [{shown}]")
        self.oheight = self._wanted("oheight", self.oheight, self.rheight, size[-2])
        self.owidth = self._wanted("owidth", self.owidth, self.rwidth, size[-1])
        output = self.output.resize_array((*size[:-2], int(self.oheight), int(self.owidth)))
        x = input.array
        output.fill(0)
        for rows, columns, weight in taps(x.shape[-2:], output.shape[-2:], x):
            output += x[..., rows, columns] * weight
        return self.output

    def _wanted(self, name: str, size: Any, ratio: Any, given: int) -> Any:
        if size is None and ratio is None:
            raise TorchError(f"nn.SpatialReSampling: neither {name} nor a ratio was given")
        return ratio * given if size is None else size

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        need_size(self, gradOutput, "gradOutput", (*input._size[:-2], *gradOutput._size[-2:]))
        gradient = self.gradInput.resize_array(input._size)
        gradient.fill(0)
        xp = backend.get_array_module(gradient)
        for rows, columns, weight in taps(gradient.shape[-2:], gradOutput._size[-2:], gradient):
            xp.add.at(gradient, (..., rows, columns), gradOutput.array * weight)
        return self.gradInput
