"""Cross entropy of two classes (nn.BCECriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from .. import checks
from .common import average_flag, class_weights, require, total, weights_length
from .pointwise import Pointwise

_EPS = 1e-12


def spread_weights(criterion: Any, input: Any, target: Any) -> Any:
    """The weights of the columns as an array in the shape of the input; None without weights."""
    weights = criterion.weights
    if weights is None:
        return None
    if target.dim() != 1:
        weights = weights.view(1, target.size(2)).expandAs(target)
    checks.same_count(input, "input", weights, "weights")
    return weights.array.reshape(input.array.shape)


@register("nn.BCECriterion")
class BCECriterion(Pointwise):
    """Mean (or sum) of -target * log(input) - (1 - target) * log(1 - input).

    Inputs are probabilities; `weights`, if given, holds a factor for each column of a batch.
    """

    weights: Any = None
    _lua_methods = {"__len__": weights_length}

    def __init__(self, weights: Any = None, sizeAverage: bool | None = None) -> None:
        super().__init__(average_flag(sizeAverage))
        self.weights = class_weights(weights)

    def _expected(self, input: Any, target: Any) -> Any:
        require(input.nElement() == target.nElement(), "input and target size mismatch")
        return super()._expected(input, target)

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        t = self._expected(input, target)
        terms = _log_likelihood(input.array, t)
        factors = spread_weights(self, input, target)
        if factors is not None:
            terms *= factors
        return self._finish(input, -total(terms))

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        super().updateGradInput(input, target)
        factors = spread_weights(self, input, target)
        if factors is not None:
            gradient = self.gradInput.array
            gradient *= factors
        return self.gradInput

    def _gradient(self, x: Any, t: Any, norm: float, out: Any) -> None:
        scale = np.subtract(1, x)
        scale += _EPS
        scale *= x + _EPS
        np.subtract(x, t, out=out)
        np.multiply(out, norm, out=out)
        np.divide(out, scale, out=out)


def _log_likelihood(x: Any, t: Any) -> Any:
    if x.size and not (x.min() >= 0 and x.max() <= 1):
        wrong = float(x[~((x >= 0) & (x <= 1))][0])
        raise TorchError(f"Assertion `x >= 0. && x <= 1.' failed. input value should be between 0~1, but got {wrong:f}")
    terms = np.log(x + _EPS)
    terms *= t
    others = np.subtract(1, x)
    others += _EPS
    np.log(others, out=others)
    others *= 1 - t
    terms += others
    return terms
