"""Turns gradients round (nn.GradientReversal)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ..module import Module


@register("nn.GradientReversal")
class GradientReversal(Module):
    """output is a view of the input, gradInput = -lambda * gradOutput (lambda is 1 by default)."""

    _version = 2

    def __init__(self, lambda_: float | None = None) -> None:
        super().__init__()
        self.setLambda(1 if lambda_ is None else lambda_)

    def setLambda(self, lambda_: float) -> None:
        """Changes the factor, the field `lambda`."""
        vars(self)["lambda"] = lambda_

    def _upgrade(self, version: int, typename: str) -> None:
        if version < 2:
            self.setLambda(1)

    def updateOutput(self, input: Any) -> Any:
        return self.output.set(input)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        gradient = self.gradInput.resize_array(gradOutput._size)
        np.multiply(gradOutput.array, -vars(self)["lambda"], out=gradient)
        return self.gradInput
