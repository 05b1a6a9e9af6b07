"""Draws one of several categories (nn.ReinforceCategorical)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn.simple.common import copied, index_buffer
from ...registry import register
from .reinforce import Reinforce

#: Keeps improbable categories from being divided by zero.
_EPSILON = 0.00000001


@register("nn.ReinforceCategorical")
class ReinforceCategorical(Reinforce):
    """For each row of probabilities (batch x categories) a row of zeros with one 1 at the category drawn.

    In evaluation the probabilities themselves.
    """

    _index: Any = None

    def updateOutput(self, input: Any) -> Any:
        if not self._acts():
            copied(self.output, input)
            return self.output
        self._index = index_buffer(self._index, input)
        self._index.multinomial(input, 1)
        self.output.resize_array(input._size).fill(0)
        self.output.scatter(2, self._index, 1)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any = None) -> Any:
        gradient = self.gradInput.resize_array(input._size)
        np.divide(self.output.array, input.array + gradient.dtype.type(_EPSILON), out=gradient)
        self._finish(gradient, input)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        vars(self).pop("_index", None)
        return super().type(type, tensorCache)
