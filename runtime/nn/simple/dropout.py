"""Sets random elements to zero (nn.Dropout)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...printing import cformat
from ...registry import register
from ...tensor import Tensor
from .. import utils
from ..module import Module
from ..table.arrays import fitted
from .common import buffer, copied


@register("nn.Dropout")
class Dropout(Module):
    """In training zeroes each element with probability p and divides the others by 1 - p.

    Version 1 (`v1`, and old files) multiplies by 1 - p in evaluation instead. `stochasticInference`
    drops in evaluation too. Objects that rnn made may be `lazy` (new noise only after a backward pass)
    and `mono` (the same noise for a whole batch).
    """

    p: float = 0.5
    v2: Any = None
    inplace: Any = None
    noise: Any = None
    stochastic_inference: Any = None
    lazy: Any = None
    mono: Any = None
    flag: Any = None

    def __init__(
        self, p: float | None = 0.5, v1: Any = None, inplace: Any = None, stochasticInference: Any = None
    ) -> None:
        super().__init__()
        self.p = 0.5 if p is None else p
        self.train = True
        self.inplace = inplace
        self.stochastic_inference = stochasticInference or False
        self.v2 = not v1
        if not 0 <= self.p < 1:
            raise TorchError("<Dropout> illegal percentage, must be 0 <= p < 1")
        self.noise = Tensor()

    def updateOutput(self, input: Any) -> Any:
        if self.inplace:
            output = self.output.set(input).array
            source = output
        else:
            output, source = self.output.resize_array(input._size), input.array
        if self.p > 0 and (self.train or self.stochastic_inference):
            np.multiply(source, self._draw(input), out=output)
        elif self.p > 0 and not self.v2:
            np.multiply(source, 1 - self.p, out=output)
        elif source is not output:
            copied(self.output, input)
        return self.output

    def _draw(self, input: Any) -> Any:
        """Fills `noise` with zeros and the factor of the elements that stay."""
        tensor = buffer(self, "noise", input)
        if self.lazy and not self.flag:
            return tensor.array
        if self.lazy is not None:
            self.flag = False
        noise = tensor.resize_array((1, *input._size[1:]) if self.mono else input._size)
        tensor.bernoulli(1 - self.p)
        if self.v2:
            noise /= 1 - self.p
        return noise

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.lazy:
            self.flag = True
        gradient = self.gradInput.set(gradOutput).array if self.inplace else copied(self.gradInput, gradOutput)
        if self.p > 0:
            if self.train:
                noise = self.noise.array
                gradient *= noise if self.mono else fitted(noise, gradient.shape)
            elif not self.v2:
                gradient *= 1 - self.p
        return self.gradInput

    def setp(self, p: float) -> None:
        """Changes the probability."""
        self.p = p

    def clearState(self) -> Any:
        utils.clear(self, "noise")
        if self.flag is not None:
            self.flag = True
        return super().clearState()

    def __tostring__(self) -> str:
        if self.lazy is not None:
            return cformat("%s(%.1f, %s)", self._typename, self.p, "lazy" if self.lazy else "busy")
        return cformat("%s(%f)", self._typename, self.p)
