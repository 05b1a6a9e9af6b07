"""Negative log-likelihood of the class of each pixel (nn.SpatialClassNLLCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...registry import register
from .. import checks
from .class_nll_criterion import NLLBase, lua_methods
from .common import check_classes, total


@register("nn.SpatialClassNLLCriterion")
class SpatialClassNLLCriterion(NLLBase):
    """Weighted mean (or sum) over batch, rows and columns of -input[target].

    Inputs are batch x classes x h x w log-probabilities, targets batch x h x w classes from 1.
    """

    def __init__(self, weights: Any = None, sizeAverage: bool | None = None) -> None:
        super().__init__(weights, sizeAverage)

    def _picks(self, input: Any) -> tuple[tuple, Any]:
        """The index of each pixel's class into a batch x classes x pixels array, and its weight."""
        target = self.target
        if len(target._size) != 3:
            raise checks.kernel_error(
                3,
                f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {target.dim()}",
            )
        if len(input._size) != 4:
            got = f"but got input of dimension: {input.dim()}"
            raise checks.kernel_error(2, f"only batches of spatial inputs supported (4D tensors), {got}")
        b, n_classes, h, w = input._size
        self._check(input, n_classes)
        if target._size != (b, h, w):
            shapes = f"input: {'x'.join(map(str, input._size))}, target: {'x'.join(map(str, target._size))}"
            raise TorchError(f"size mismatch (got {shapes})")
        classes = target.array.reshape(b, h * w) - 1
        check_classes(classes, n_classes)
        xp = backend.get_array_module(classes)
        weights = None if self.weights is None else self.weights.array.reshape(-1)[classes]
        return (xp.arange(b)[:, None], classes, xp.arange(h * w)), weights

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        self._take_target(input, target)
        index, weights = self._picks(input)
        x = input.array
        picked = x.reshape(*x.shape[:2], -1)[index]
        if weights is None:
            return self._keep(-total(picked), float(picked.size))
        return self._keep(-total(picked * weights), total(weights))

    _lua_methods = lua_methods(updateOutput)

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        self._take_target(input, target)
        checks.same_type(self, self.gradInput, input, "input")
        gradient = self.gradInput.resize_array(input._size)
        gradient.fill(0)
        index, weights = self._picks(input)
        norm = self._norm()
        if norm > 0:
            flat = np.reshape(gradient, (*gradient.shape[:2], -1))
            flat[index] = (-1.0 if weights is None else -weights) / (norm if self.sizeAverage else 1.0)
        return self.gradInput
