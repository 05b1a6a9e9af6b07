"""Loss of the cosine of two vectors (nn.CosineEmbeddingCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import lookup, register
from ...table import Table
from ...tensor import Tensor
from .. import checks
from ..transfer.select import keep
from .common import buffer, is_number, total
from .criterion import Criterion

_EPSILON = 1e-12


@register("nn.CosineEmbeddingCriterion")
class CosineEmbeddingCriterion(Criterion):
    """1 - cos(input[1], input[2]) where the target is 1; max(0, cos - margin) where it is -1.

    Inputs are two vectors or two batches of them; mean over the batch, or sum. The fields w1 (products),
    w22 and w32 (inverse squared lengths), w and `_outputs` hand on from forward to backward.
    """

    margin: Any = 0

    def __init__(self, margin: float | None = None) -> None:
        super().__init__()
        self.margin = 0 if margin is None else margin
        self.gradInput = Table([Tensor(), Tensor()])
        self.sizeAverage = True

    def _target(self, input: Any, y: Any) -> Any:
        """The target as a vector of one number a sample."""
        if is_number(y):
            number = buffer(self, "_y", input[1])
            number.resize_array((1,))[0] = y
            y = number
        return y.array.reshape(-1)

    def _vectors(self, input: Any) -> tuple[Any, Any]:
        checks.same_type(self, input[1], input[2], "input[2]")
        checks.same_shape(input[1], "input[1]", input[2], "input[2]")
        a, b = input[1].array, input[2].array
        return (a, b) if a.ndim > 1 else (a[None], b[None])

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        y = self._target(input, target)
        a, b = self._vectors(input)
        size = (len(a), 1)
        w1, w22, w32, w = (buffer(self, name, input[1]).resize_array(size) for name in ("w1", "w22", "w32", "w"))
        np.sum(a * b, 1, keepdims=True, out=w1)
        for vector, inverse in ((a, w22), (b, w32)):
            np.sum(vector * vector, 1, keepdims=True, out=inverse)
            inverse += _EPSILON
            np.reciprocal(inverse, out=inverse)
        np.multiply(w22, w32, out=w)
        np.sqrt(w, out=w)
        losses = buffer(self, "_outputs", input[1]).resize_array(size[:1])
        np.multiply(w1[:, 0], w[:, 0], out=losses)
        _losses(losses, y, self.margin)
        self.output = total(losses)
        if self.sizeAverage:
            self.output /= len(y)
        return self.output

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        y = self._target(input, target)
        a, b = self._vectors(input)
        w1, w22, w32, w = self.w1.array, self.w22.array, self.w32.array, self.w.array
        factor = np.where(y == 1, -w[:, 0], w[:, 0])
        if self.sizeAverage:
            factor /= len(y)
        active = self._outputs.array > 0
        keep(active, factor, factor)
        for tensor, own, other, inverse in ((self.gradInput[1], a, b, w22), (self.gradInput[2], b, a, w32)):
            checks.same_type(self, tensor, input[1], "input")
            gradient = tensor.resize_array(input[1]._size).reshape(a.shape)
            np.multiply(own, w1 * inverse, out=gradient)
            np.subtract(other, gradient, out=gradient)
            gradient *= factor[:, None]
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        vars(self).pop("_idx", None)  # a mask of Torch's: it keeps its own type
        super().type(type, tensorCache)
        self._idx: Any = lookup("torch.CudaTensor" if type == "torch.CudaTensor" else "torch.ByteTensor")()  # type: ignore
        return self


def _losses(cosines: Any, y: Any, margin: float) -> None:
    """Turns cosines into losses, in place."""
    different, similar = y == -1, y == 1
    cosines[different] = np.maximum(cosines[different] - margin, 0)
    cosines[similar] = 1 - cosines[similar]
