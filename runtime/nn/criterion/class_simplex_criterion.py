"""Squared error to the corners of a simplex (nn.ClassSimplexCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...registry import lookup, register
from ...storage import copy_into
from ...tensor import Tensor
from .common import check_classes, is_number, require
from .mse_criterion import MSECriterion


def simplex_corners(n: int) -> np.ndarray:
    """The n + 1 corners of a regular simplex around the origin: unit vectors of n elements."""
    corners = np.zeros((n + 1, n))
    for k in range(n):
        corners[k, k] = np.sqrt(1 - np.square(corners[k, :k]).sum())
        corners[k + 1 :, k] = (corners[k, k] ** 2 - 1 - 1 / n) / corners[k, k]
    return corners


@register("nn.ClassSimplexCriterion")
class ClassSimplexCriterion(MSECriterion):
    """MSECriterion against one corner of a simplex for each of `nClasses` classes.

    Inputs are (nClasses) with a number as target, or (batch x nClasses) with a vector of classes.
    """

    def __init__(self, nClasses: int | None = None) -> None:
        super().__init__()
        valid = is_number(nClasses) and nClasses > 1 and nClasses == int(nClasses)  # type: ignore
        require(valid, "Required positive integer argument nClasses > 1")
        self.nClasses = nClasses
        n = int(nClasses)  # type: ignore[arg-type]
        self.simplex = Tensor(n, n)  # one column more than the corners need, as training goes better so
        self.simplex.zero()
        copy_into(self.simplex.array[:, : n - 1], simplex_corners(n - 1))
        self._target = Tensor(n)

    def _look_up(self, target: Any) -> None:
        """Puts the corners of the target's classes into `_target`."""
        simplex = self.simplex.array
        if is_number(target):
            classes = np.array([int(target) - 1])
            shape: tuple[int, ...] = (simplex.shape[1],)
        else:
            require(target.dim() == 1, "1D tensors only!")
            classes = target.array.astype(np.int64) - 1
            shape = (len(classes), simplex.shape[1])
        check_classes(classes, len(simplex))
        classes = backend.to_module(classes, backend.get_array_module(simplex))
        self._target.resize_array(shape)[...] = simplex[classes].reshape(shape)

    def _expected(self, input: Any, target: Any) -> Any:
        require(input.nElement() == self._target.nElement(), "assertion failed!")
        return super()._expected(input, self._target)

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        self._look_up(target)
        return super().updateOutput(input, self._target)

    def getPredictions(self, input: Any) -> Any:
        """How much each sample points to each corner, batch x nClasses."""
        x = input.array
        return type(input).wrap((x[None] if x.ndim == 1 else x) @ self.simplex.array.T)

    def getTopPrediction(self, input: Any) -> Any:
        """The class whose corner each sample points to most, as a LongTensor."""
        best = self.getPredictions(input).array.argmax(1) + 1
        long: Any = lookup("torch.CudaLongTensor" if input.dtype.cuda else "torch.LongTensor")
        return long.wrap(best)
