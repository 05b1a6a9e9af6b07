"""Padding with zeros, cropping (nn.SpatialZeroPadding)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...storage import copy_into
from ..checks import need_size
from ..module import Module
from .kernels.pad import inner_parts, padded_size


@register("nn.SpatialZeroPadding")
class SpatialZeroPadding(Module):
    """Adds zeros around images (planes x H x W) or (batch x planes x H x W); negative padding crops."""

    def __init__(
        self, pad_l: int, pad_r: int | None = None, pad_t: int | None = None, pad_b: int | None = None
    ) -> None:
        super().__init__()
        self.pad_l = pad_l
        self.pad_r = pad_l if pad_r is None else pad_r
        self.pad_t = pad_l if pad_t is None else pad_t
        self.pad_b = pad_l if pad_b is None else pad_b

    def _pads(self, input: Any) -> dict[int, tuple[int, int]]:
        if len(input._size) not in (3, 4):
            raise TorchError("input must be 3 or 4-dimensional")
        return {-2: (int(self.pad_t), int(self.pad_b)), -1: (int(self.pad_l), int(self.pad_r))}

    def updateOutput(self, input: Any) -> Any:
        pads = self._pads(input)
        out = self.output.resize_array(padded_size(input._size, pads))
        out.fill(0)
        source, target = inner_parts(input.array, out, pads)
        copy_into(target, source)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        pads = self._pads(input)
        into = self.gradInput.resize_array(input._size)
        into.fill(0)
        need_size(self, gradOutput, "gradOutput", padded_size(input._size, pads))
        target, source = inner_parts(into, gradOutput.array, pads)
        copy_into(target, source)
        return self.gradInput

    def __tostring__(self) -> str:
        sides = (self.pad_l, self.pad_r, self.pad_t, self.pad_b)
        return "{}(l={}, r={}, t={}, b={})".format(self._typename, *[int(s) for s in sides])
