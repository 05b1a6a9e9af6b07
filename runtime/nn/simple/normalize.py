"""Divides vectors by their p-norm (nn.Normalize)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...printing import cformat
from ...registry import register
from .. import utils
from ..module import Module
from .common import buffer, index_buffer, require

_BUFFERS = ("_output", "_indices", "_gradInput", "buffer", "norm", "normp", "cross")


@register("nn.Normalize")
class Normalize(Module):
    """output = input / (sum |input|^p + eps)^(1/p), row by row; input is a vector or batch x n.

    p may be math.huge: the largest absolute value.
    """

    eps: float = 1e-10
    _indices: Any = None

    def __init__(self, p: float, eps: float | None = None) -> None:
        super().__init__()
        require(p is not None, "p-norm not provided")
        require(p > 0, cformat("%s-norm not supported", p))
        self.p = p
        self.eps = 1e-10 if eps is None else eps

    def updateOutput(self, input: Any) -> Any:
        require(len(input._size) <= 2, "only 1d layer supported")
        x = input.array.reshape(-1, input._size[-1])
        norm = buffer(self, "norm", input).resize_array((len(x), 1))
        if self.p == math.inf:
            self._largest(x, norm)
        else:
            normp = buffer(self, "normp", input).resize_array((len(x), 1))
            np.sum(self._powers(x), 1, out=normp, keepdims=True)
            normp += self.eps
            np.power(normp, 1 / self.p, out=norm)
        np.divide(x, norm, out=self.output.resize_array(input._size).reshape(x.shape))
        return self.output

    def _powers(self, x: Any) -> Any:
        if self.p == 2:
            return np.square(x)
        base = np.abs(x)
        return base if self.p == 1 else base**self.p

    def _largest(self, x: Any, norm: Any) -> None:
        self._indices = index_buffer(self._indices, self.output)
        size = np.abs(x)
        places = size.argmax(1)[:, None]
        np.add(places, 1, out=self._indices.resize_array(places.shape))
        np.add(np.take_along_axis(size, places, 1), self.eps, out=norm)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        require(len(input._size) <= 2 and len(gradOutput._size) <= 2, "only 1d layer supported")
        x = input.array.reshape(-1, input._size[-1])
        g, norm = gradOutput.array.reshape(x.shape), self.norm.array
        gradient = self.gradInput.resize_array(input._size).reshape(x.shape)
        if self.p == math.inf:
            slope, scale = self._slope_of_largest(x), norm
        else:
            slope, scale = self._slope(x), self.normp.array
        np.multiply(g, scale, out=gradient)
        slope *= np.einsum("ij,ij->i", x, g)[:, None]
        gradient -= slope
        gradient /= scale * norm
        return self.gradInput

    def _slope(self, x: Any) -> Any:
        """x |x|^(p - 2): p-th of the derivative of |x|^p."""
        p = self.p
        if p == 2:
            return x.copy()
        base = np.abs(x)
        if p < 2:
            base += self.eps  # no division by 0
        return base ** (p - 2) * x

    def _slope_of_largest(self, x: Any) -> Any:
        places = self._indices.array - 1
        slope = np.zeros_like(x)
        np.put_along_axis(slope, places, np.take_along_axis(x, places, 1) / self.norm.array, 1)
        return slope

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self._indices = None
        super().type(type, tensorCache)
        return self

    def clearState(self) -> Any:
        utils.clear(self, *_BUFFERS)
        return super().clearState()

    def __tostring__(self) -> str:
        return cformat("%s(%d)" if self.p % 1 == 0 else "%s(%f)", self._typename, self.p)
