"""Adds normal noise (nn.WhiteNoise)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...printing import cformat
from ...registry import register
from ...tensor import Tensor
from .. import utils
from ..module import Module
from .common import buffer, copied


@register("nn.WhiteNoise")
class WhiteNoise(Module):
    """In training adds numbers drawn from normal(mean, std), in evaluation only the mean."""

    mean: float = 0
    std: float = 0.1
    noise: Any = None

    def __init__(self, mean: float | None = 0, std: float | None = 0.1) -> None:
        super().__init__()
        self.mean = 0 if mean is None else mean
        self.std = 0.1 if std is None else std
        self.noise = Tensor()

    def updateOutput(self, input: Any) -> Any:
        output = self.output.resize_array(input._size)
        if self.train is not False:
            tensor = buffer(self, "noise", input)
            noise = tensor.resize_array(input._size)
            tensor.normal(self.mean, self.std)
            np.add(input.array, noise, out=output)
        else:
            np.add(input.array, self.mean, out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.train is False:
            raise TorchError("backprop only defined while training")
        copied(self.gradInput, gradOutput)
        return self.gradInput

    def clearState(self) -> None:
        """Empties the noise only and returns nothing, as in Torch."""
        utils.clear(self, "noise")

    def __tostring__(self) -> str:
        return cformat("%s mean: %f, std: %f", self._typename, self.mean, self.std)
