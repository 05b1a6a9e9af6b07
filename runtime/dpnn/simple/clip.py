"""Values cut off at two bounds (nn.Clip)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn.module import Module
from ...nn.simple.common import copied, require
from ...nn.utils import torch_type
from ...registry import register


@register("nn.Clip")
class Clip(Module):
    """output = input, at most `maxval` and at least `minval`; the gradient passes through unchanged."""

    def __init__(self, minval: float, maxval: float) -> None:
        require(torch_type(minval) == "number" and torch_type(maxval) == "number", "assertion failed!")
        self.minval = minval
        self.maxval = maxval
        super().__init__()

    def updateOutput(self, input: Any) -> Any:
        output = copied(self.output, input)
        np.minimum(output, self.maxval, out=output)
        np.maximum(output, self.minval, out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput.set(gradOutput)
        return self.gradInput
