"""Rectifier with random slopes (nn.RReLU)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...printing import cformat
from ...random import default_generator
from ...registry import register
from ...tensor import Tensor
from .. import checks, utils
from .elementwise import Elementwise, assertion
from .leaky_relu import leak, leak_gradient


@register("nn.RReLU")
class RReLU(Elementwise):
    """output = input where input > 0, else slope * input; the slope is drawn from [lower, upper].

    In evaluation it is their mean. The slopes are kept in `noise`. In place on request.
    """

    def __init__(self, l: float | None = None, u: float | None = None, ip: bool | None = None) -> None:  # noqa: E741
        super().__init__()
        self.lower = 1 / 8 if l is None else l
        self.upper = 1 / 3 if u is None else u
        assertion(0 <= self.lower <= self.upper)
        self.noise = Tensor()
        self.train = True
        self.inplace = bool(ip)

    def _mean(self) -> float:
        return (float(self.lower) + float(self.upper)) / 2

    def updateOutput(self, input: Any) -> Any:
        if self.train:
            checks.same_type(self, self.noise, input, "input")
            self._draw(input.array, checks.sized_as(self.noise, input))
        return super().updateOutput(input)

    def _draw(self, x: Any, noise: Any) -> None:
        """Draws one slope for each element that is not positive, in order; the others get 1."""
        negative = x <= 0
        lower, upper = (float(noise.dtype.type(bound)) for bound in (self.lower, self.upper))
        slopes = default_generator.uniforms(int(negative.sum())) * (upper - lower) + lower
        noise.fill(1)
        noise[negative] = backend.to_module(slopes.astype(noise.dtype), backend.get_array_module(noise))

    def _forward(self, x: Any, out: Any) -> None:
        if self.train:
            np.multiply(x, self.noise.array, out=out)
        else:
            leak(x, self._mean(), out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        if self.train and self.upper - self.lower > 1e-6:
            np.multiply(g, self.noise.array.reshape(g.shape), out=out)
        else:
            leak_gradient(x, g, self._mean(), out)

    def __tostring__(self) -> str:
        return cformat("%s (l:%f, u:%f)", self._typename, self.lower, self.upper)

    def clearState(self) -> Any:
        utils.clear(self, "noise")
        return super().clearState()
