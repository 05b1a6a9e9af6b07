"""log(1 + exp(-target * input)): what dpnn's logistic criterions share."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative
from ...nn.criterion.common import buffer, total
from ...nn.criterion.criterion import Criterion
from ...nn.table.arrays import fitted

_BUFFERS = ("_baseExponents", "_coeff", "_logCoeff")


class LogisticCriterion(Criterion):
    """Keeps exp(-target * input) and 1 plus that, which the gradient is made of."""

    def _sum(self, input: Any, target: Any) -> float:
        """The sum of the losses of all elements."""
        size = input._size
        exponents, coefficients, logarithms = [buffer(self, name, input).resize_array(size) for name in _BUFFERS]
        np.multiply(input.array, fitted(target.array, size), out=exponents)
        negative(exponents, out=exponents)
        np.exp(exponents, out=exponents)
        np.add(exponents, 1, out=coefficients)
        np.log(coefficients, out=logarithms)
        return total(logarithms)

    def _gradient(self, input: Any, target: Any, count: float) -> Any:
        """-target * e / (1 + e) / count, in gradInput."""
        if self.gradInput is None:
            self.gradInput = type(input)()
        gradient = self.gradInput.resize_array(input._size)
        gradient[...] = fitted(target.array, gradient.shape)
        negative(gradient, out=gradient)
        gradient *= self._baseExponents.array
        gradient /= self._coeff.array
        gradient /= count
        return self.gradInput

    def _drop_buffers(self) -> None:
        for name in _BUFFERS:
            vars(self).pop(name, None)
