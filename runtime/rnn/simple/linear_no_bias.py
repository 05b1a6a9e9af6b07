"""A linear map without bias (nn.LinearNoBias)."""

from __future__ import annotations

from typing import Any

from ...nn.module import Module
from ...nn.simple.linear import Linear
from ...registry import register
from ...tensor import Tensor


@register("nn.LinearNoBias")
class LinearNoBias(Linear):
    """output = input * weight^T; input is (inputSize) or (batch x inputSize).

    Unlike ``nn.Linear(m, n, False)`` it prints as the affine map does, and is a class of its own in files.
    """

    def __init__(self, inputSize: int, outputSize: int) -> None:
        Module.__init__(self)
        self.weight = Tensor(outputSize, inputSize)
        self.gradWeight = Tensor(outputSize, inputSize)
        self.reset()

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = 1) -> None:
        super().accGradParameters(input, gradOutput, 1 if scale is None else scale)
