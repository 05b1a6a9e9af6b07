"""Padding of any two dimensions with a constant (nnx's nn.SpatialPadding)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.checks import need_size
from ..nn.convolution.kernels.pad import inner_parts, padded_size
from ..nn.module import Module
from ..registry import register


@register("nn.SpatialPadding")
class SpatialPadding(Module):
    """Adds `val` (0) around dimensions y_dim (2) and x_dim (3), counted from 1; negative padding crops.

    All paddings are pad_l by default.
    """

    x_dim: Any = 3
    y_dim: Any = 2
    val: Any = 0

    def __init__(
        self,
        pad_l: int,
        pad_r: int | None = None,
        pad_t: int | None = None,
        pad_b: int | None = None,
        y_dim: int | None = None,
        x_dim: int | None = None,
        val: float | None = None,
    ) -> None:
        super().__init__()
        self.pad_l = pad_l
        self.pad_r = pad_l if pad_r is None else pad_r
        self.pad_t = pad_l if pad_t is None else pad_t
        self.pad_b = pad_l if pad_b is None else pad_b
        self.x_dim = 3 if x_dim is None else x_dim
        self.y_dim = 2 if y_dim is None else y_dim
        for name in ("x_dim", "y_dim"):
            if getattr(self, name) % 1:
                raise TorchError(f"{name} must be integer")
        self.val = 0 if val is None else val

    def _pads(self) -> dict[int, tuple[int, int]]:
        y, x = (int(d) - 1 for d in (self.y_dim, self.x_dim))
        return {y: (int(self.pad_t), int(self.pad_b)), x: (int(self.pad_l), int(self.pad_r))}

    def updateOutput(self, input: Any) -> Any:
        if type(self.output) is not type(input):
            self.output = type(input)()
        pads = self._pads()
        out = self.output.resize_array(padded_size(input._size, pads))
        out.fill(self.val)
        source, target = inner_parts(input.array, out, pads)
        target[...] = source
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        need_size(self, gradOutput, "gradOutput", padded_size(input._size, self._pads()))
        into = self.gradInput.resize_array(input._size)
        into.fill(0)
        target, source = inner_parts(into, gradOutput.array, self._pads())
        target[...] = source
        return self.gradInput
