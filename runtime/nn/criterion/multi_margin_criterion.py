"""Hinge loss of several classes (nn.MultiMarginCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...registry import lookup, register
from .. import checks
from .common import class_weights, is_number, keep_loss, long_target, require, total
from .criterion import Criterion


@register("nn.MultiMarginCriterion")
class MultiMarginCriterion(Criterion):
    """Sum over the wrong classes of max(0, margin - x[target] + x[class]) ^ p, divided by their number.

    Inputs are (classes) or (batch x classes), targets a number or a vector from 1. `p` is 1 or 2;
    `weights` holds a factor for each target class. A batch is averaged if `sizeAverage`.
    """

    p: Any = None
    margin: Any = 1
    weights: Any = None
    target_tensor: Any = None

    def __init__(self, p: int | None = None, weights: Any = None, margin: float | None = None) -> None:
        require(p in (None, 1, 2), "only p=1 and p=2 supported")
        self.p = 1 if p is None else p
        self.margin = 1 if margin is None else margin
        super().__init__()
        self.sizeAverage = True
        self.weights = class_weights(weights)

    def _classes(self, input: Any, target: Any) -> Any:
        """The 0-based target classes, checked against the input."""
        if is_number(target):
            if self.target_tensor is None:
                self.target_tensor = lookup("torch.LongTensor")(1)  # type: ignore[misc]
            self.target_tensor.array[0] = int(target)
            target = self.target_tensor
        target = long_target(target, input)
        if input.dim() not in (1, 2):
            raise checks.kernel_error(2, "vector or matrix expected")
        n = 1 if input.dim() == 1 else input._size[0]
        if input.dim() == 2 and target._size != (n,):
            raise checks.kernel_error(3, "inconsistent target size")
        classes = target.array.reshape(-1)[:n] - 1
        if ((classes < 0) | (classes >= input._size[-1])).any():
            raise checks.kernel_error(3, "target out of range")
        return classes

    def _violations(self, input: Any, classes: Any) -> tuple[Any, Any]:
        """How far each wrong class violates the margin (0 if it does not), and the rows' numbers."""
        x = input.array if input.dim() == 2 else input.array[None]
        rows = backend.get_array_module(x).arange(len(x))
        z = self.margin - x[rows, classes][:, None] + x
        np.maximum(z, 0, out=z)
        z[rows, classes] = 0
        return z, rows

    def _factors(self, classes: Any) -> Any:
        return None if self.weights is None else self.weights.array.reshape(-1)[classes][:, None]

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        self.p = 1 if self.p is None else self.p
        classes = self._classes(input, target)
        z, rows = self._violations(input, classes)
        if self.p == 2:
            np.square(z, out=z)
        factors = self._factors(classes)
        if factors is not None:
            z *= factors
        return keep_loss(self, input, total(z) / (z.shape[1] * (len(rows) if self.sizeAverage else 1)))

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        checks.same_type(self, self.gradInput, input, "input")
        classes = self._classes(input, target)
        z, rows = self._violations(input, classes)
        norm = 1 / (z.shape[1] * (len(rows) if self.sizeAverage else 1))
        h = z * (2 * norm) if self.p == 2 else np.multiply(z > 0, norm, dtype=z.dtype)
        factors = self._factors(classes)
        if factors is not None:
            h *= factors
        h[rows, classes] = -h.sum(1)
        gradient = checks.sized_as(self.gradInput, input)
        gradient[...] = h.reshape(gradient.shape)
        return self.gradInput
