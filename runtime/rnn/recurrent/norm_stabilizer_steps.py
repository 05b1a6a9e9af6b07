"""The steps of nn.NormStabilizer, whatever package it is of."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...errors import TorchError
from ...nn.simple.common import buffer, require
from .recurrent_steps import RecurrentSteps


class NormStabilizerSteps(RecurrentSteps):
    """output is the input, a batch; backward adds the gradient of beta * (|h(t)| - |h(t-1)|)^2."""

    _normsum: Any = None
    loss: Any = None
    beta: Any

    def _accGradParameters(self, input: Any, gradOutput: Any, scale: float | None) -> None:
        """There are no parameters."""

    def _run(self, input: Any) -> Any:
        """The output of the coming step, of which the norms are kept."""
        if len(input._size) != 2:
            raise TorchError("assertion failed!")
        module = self._next_module()
        output = module.updateOutput(input)
        if self.train is not False:
            x, norm = output.array, buffer(module, "norm", output).resize_array((output._size[0], 1))
            np.sqrt(np.einsum("ij,ij->i", x, x), out=norm[:, 0])
        return output

    def updateLoss(self) -> float:
        """The loss of the steps so far, as Torch computes it: of sums of norms where differences are meant."""
        self.loss = 0
        total = buffer(self, "_normsum", self.output)
        for step in range(2, self.step):
            norm, before = self.getStepModule(step).norm, self.getStepModule(step - 1).norm
            array = np.add(before.array, norm.array, out=total.resize_array(norm._size))
            np.square(array, out=array)
            self.loss += float(array.mean())
        self.loss = self.beta * self.loss / (self.step - 1) if self.step > 1 else math.nan
        return self.loss

    def _updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        step = self.updateGradInputStep - 1
        module = self.getStepModule(step)
        module.updateGradInput(input, gradOutput)
        require(step < self.step, "assertion failed!")
        module.output.size(1)  # refuses to go back where nothing was computed
        if step > 1:
            self._add_pull(module, self.getStepModule(step - 1))
        if step < self.step - 1:
            self._add_pull(module, self.getStepModule(step + 1))
        return module.gradInput

    def _add_pull(self, module: Any, other: Any) -> None:
        """Adds the gradient of beta * (norm - other norm)^2, averaged over the batch."""
        output, norm = module.output.array, module.norm.array
        factor = (norm - other.norm.array) * (self.beta * 2)
        factor /= norm
        gradient = module.gradInput.array
        gradient += output * (factor * (1 / len(output)))

    def __tostring__(self) -> str:
        return "nn.NormStabilizer"

    _lua_methods = {"_updateGradInput": _updateGradInput, "_accGradParameters": _accGradParameters}
