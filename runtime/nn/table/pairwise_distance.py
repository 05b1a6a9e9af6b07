"""The p-norm of the difference of two inputs (nn.PairwiseDistance)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...negation import negative
from ...random import random_
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import utils
from ..module import Module
from .arrays import arrays, elements, fitted, reused


@register("nn.PairwiseDistance")
class PairwiseDistance(Module):
    """{a, b} -> |a - b|_p: vectors give one number, (batch x n) matrices one a row; p is 2 unless given.

    For p = 1 the gradient where a and b are equal is +1 or -1, drawn at random.
    """

    def __init__(self, p: float | None = None) -> None:
        super().__init__()
        self.gradInput = Table()
        self.diff = Tensor()
        self.norm = p or 2

    def updateOutput(self, input: Any) -> Any:
        values = elements(input)
        a, b = arrays(values[:2], self)
        _check(a)
        b = fitted(b, a.shape)
        if a.ndim == 1:
            powers = np.abs(a - b) ** self.norm
            output = self.output.resize_array((1,))
            output[0] = powers.sum(dtype=np.float64) ** (1 / self.norm)
            return self.output
        if vars(self).get("diff") is None:
            self.diff = type(values[0])()
        powers = self.diff.resize_array(a.shape)
        np.subtract(a, b, out=powers)
        np.abs(powers, out=powers)
        np.power(powers, self.norm, out=powers)
        output = self.output.resize_array(a.shape[:1])
        np.sum(powers, axis=1, out=output)
        np.power(output, 1 / self.norm, out=output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = elements(input)[:2]
        a, b = arrays(values)
        _check(a)
        first, second = reused(self.gradInput, values)
        gradient = first.resize_array(a.shape)
        np.subtract(a, fitted(b, a.shape), out=gradient)
        if self.norm == 1:
            _signs(gradient)
        else:
            self._scale(gradient)
        g = gradOutput.array.reshape(-1)
        gradient *= g[0] if a.ndim == 1 else g[:, None]
        negative(fitted(gradient, b.shape), out=second.resize_array(b.shape))
        return self.gradInput

    def _scale(self, gradient: Any) -> None:
        """d|x|_p / dx = x |x|^(p-2) / |x|_p^(p-1); what |x|^(p-2) is for p < 2 Torch leaves out."""
        if self.norm > 2:
            gradient *= np.abs(gradient) ** (self.norm - 2)
        norms = (self.output.array + 1e-6) ** -(self.norm - 1)
        gradient *= norms[0] if gradient.ndim == 1 else norms[:, None]

    def clearState(self) -> Any:
        utils.clear(self, "diff", "outExpand", "grad", "ones")
        return super().clearState()


def _check(a: Any) -> None:
    if a.ndim > 2:
        raise TorchError("input must be vector or matrix")


def _signs(x: Any) -> None:
    """Each element's sign; of zeros a random one, drawn in their order."""
    zero = x == 0
    np.sign(x, out=x)
    count = int(zero.sum())
    if count:
        draws = 2 * random_(np.empty(count), 2) - 3
        x[zero] = backend.to_module(draws, backend.get_array_module(x))
