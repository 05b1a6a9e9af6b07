"""Drops a whole input at random (nn.TotalDropout)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import random
from ...errors import TorchError
from ...nn.module import Module
from ...nn.simple.common import copied
from ...printing import cformat
from ...registry import register


@register("nn.TotalDropout")
class TotalDropout(Module):
    """In training the output is the input, or with probability `p` (0.5) all zeros; nothing is scaled.

    `noise` is 1 or 0: what became of the last input. Backward is defined in training only.
    """

    noise: Any = None

    def __init__(self, p: float | None = None) -> None:
        self.p = 0.5 if p is None else p
        self.train = True
        if not 0 <= self.p < 1:
            raise TorchError("<TotalDropout> illegal percentage, must be 0 <= p < 1")
        super().__init__()

    def updateOutput(self, input: Any) -> Any:
        output = copied(self.output, input)
        if self.train:
            self.noise = random.bernoulli(1 - self.p)
            np.multiply(output, self.noise, out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if not self.train:
            raise TorchError("backprop only defined while training")
        gradient = copied(self.gradInput, gradOutput)
        np.multiply(gradient, self.noise, out=gradient)
        return self.gradInput

    def __tostring__(self) -> str:
        return cformat("%s(%f)", self._typename, self.p)
