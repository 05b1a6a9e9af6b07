"""Stops gradients (nn.ZeroGrad)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from .. import utils
from ..module import Module


@register("nn.ZeroGrad")
class ZeroGrad(Module):
    """output is a view of the input, gradInput is 0."""

    def updateOutput(self, input: Any) -> Any:
        return self.output.set(input)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = utils.recursiveResizeAs(self.gradInput, input)[0]
        self.gradInput = utils.recursiveFill(self.gradInput, 0)
        return self.gradInput
