"""Hinge loss of the L1 distance of two vectors (nn.L1HingeEmbeddingCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...negation import negative
from ...random import default_generator
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import checks
from .common import total
from .criterion import Criterion


@register("nn.L1HingeEmbeddingCriterion")
class L1HingeEmbeddingCriterion(Criterion):
    """The L1 distance of input[1] and input[2] if the target is 1; max(0, margin - distance) if -1.

    Where the two are equal the sign of the gradient is drawn at random.
    """

    margin: Any = 1

    def __init__(self, margin: float | None = None) -> None:
        super().__init__()
        self.margin = 1 if margin is None else margin
        self.gradInput = Table([Tensor(), Tensor()])

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        distance = total(np.absolute(_difference(self, input)))
        self.output = max(0, self.margin - distance) if _is(target, -1) else distance
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        difference = _difference(self, input)
        first, second = self.gradInput[1], self.gradInput[2]
        checks.same_type(self, first, input[1], "input")
        gradient = first.resize_array(input[1]._size)
        distance = total(np.absolute(difference))
        np.sign(difference, out=gradient)
        zeros = gradient == 0
        count = int(zeros.sum())
        if count:
            signs = default_generator.draws(count).astype(np.int64) % 2 * 2 - 1
            gradient[zeros] = backend.to_module(signs, backend.get_array_module(gradient))
        if _is(target, -1):
            gradient *= 0 if distance > self.margin else -1
        negative(gradient, out=second.resize_array(input[2]._size).reshape(gradient.shape))
        return self.gradInput


def _difference(criterion: Any, input: Any) -> Any:
    checks.same_type(criterion, input[1], input[2], "input[2]")
    checks.same_count(input[1], "input[1]", input[2], "input[2]")
    x = input[1].array
    return x - input[2].array.reshape(x.shape)


def _is(target: Any, number: int) -> bool:
    """Lua's ==: a tensor equals no number."""
    return isinstance(target, (int, float)) and target == number
