"""Draws zeros and ones (nn.ReinforceBernoulli)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn.simple.common import buffer, copied
from ...registry import register
from .reinforce import Reinforce


@register("nn.ReinforceBernoulli")
class ReinforceBernoulli(Reinforce):
    """output is 1 with the probability that the input says, else 0; in evaluation the probability itself."""

    def updateOutput(self, input: Any) -> Any:
        if not self._acts():
            copied(self.output, input)
            return self.output
        output = self.output.resize_array(input._size)
        uniform = buffer(self, "_uniform", input)
        uniform.resize_array(input._size)
        output[...] = uniform.uniform(0, 1).array < input.array
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any = None) -> Any:
        p, gradient = input.array, self.gradInput.resize_array(input._size)
        np.subtract(self.output.array, p, out=gradient)
        gradient /= p * (1 - p)
        self._finish(gradient, input)
        return self.gradInput
