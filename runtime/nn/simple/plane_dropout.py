"""What SpatialDropout and VolumetricDropout share: whole feature planes are dropped."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...printing import cformat
from ...tensor import Tensor
from .. import utils
from ..checks import need_size
from ..module import Module
from .common import buffer


class PlaneDropout(Module):
    """In training keeps each feature plane with probability 1 - p, in evaluation multiplies by 1 - p.

    Input: (batch x) features x `spatial` further dimensions.
    """

    p: float = 0.5
    noise: Any = None
    stochastic_inference: Any = None
    spatial: int
    shapes: str

    def __init__(self, p: float | None = 0.5, stochasticInference: Any = None) -> None:
        super().__init__()
        self.p = 0.5 if p is None else p
        self.train = True
        self.stochastic_inference = stochasticInference or False
        self.noise = Tensor()

    def updateOutput(self, input: Any) -> Any:
        output = self.output.resize_array(input._size)
        factor: Any = 1 - self.p
        if self.train or self.stochastic_inference:
            if len(input._size) - self.spatial not in (1, 2):
                raise TorchError(self.shapes)
            tensor = buffer(self, "noise", input)
            factor = tensor.resize_array(input._size[: -self.spatial] + (1,) * self.spatial)
            tensor.bernoulli(1 - self.p)
        np.multiply(input.array, factor, out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if not self.train:
            raise TorchError("backprop only defined while training")
        need_size(self, gradOutput, "gradOutput", input._size)
        gradient = self.gradInput.resize_array(gradOutput._size)
        np.multiply(gradOutput.array, self.noise.array, out=gradient)
        return self.gradInput

    def setp(self, p: float) -> None:
        """Changes the probability."""
        self.p = p

    def clearState(self) -> Any:
        utils.clear(self, "noise")
        return super().clearState()

    def __tostring__(self) -> str:
        return cformat("%s(%f)", self._typename, self.p)
