"""A linear unit with two bounds (nnx's nn.SaturatedLU)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..nn.module import Module
from ..registry import register


@register("nn.SaturatedLU")
class SaturatedLU(Module):
    """Replaces what is below `th` (-1) by `v` (-1), then what is above `th2` (1) by `v2` (1).

    Output and gradInput are new tensors in each pass, as in nnx.
    """

    def __init__(
        self, th: float | None = None, v: float | None = None, th2: float | None = None, v2: float | None = None
    ) -> None:
        super().__init__()
        if any(n is not None and not isinstance(n, (int, float)) for n in (th, v, th2, v2)):
            raise TorchError("nn.SaturatedLU(lower-bound, value, upper-bound, value2)")
        self.threshold = -1 if th is None else th
        self.val = -1 if v is None else v
        self.threshold2 = 1 if th2 is None else th2
        self.val2 = 1 if v2 is None else v2

    def updateOutput(self, input: Any) -> Any:
        self.output = type(input)()
        out = self.output.resize_array(input._size)
        out[...] = input.array
        np.copyto(out, self.val, "same_kind", out < self.threshold)
        np.copyto(out, self.val2, "same_kind", out > self.threshold2)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = type(gradOutput)()
        x, into = input.array, self.gradInput.resize_array(gradOutput._size)
        into[...] = gradOutput.array
        np.copyto(into, 0, "same_kind", (x < self.threshold) | (x > self.threshold2))
        return self.gradInput
