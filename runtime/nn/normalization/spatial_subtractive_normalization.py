"""Subtraction of the local mean (nn.SpatialSubtractiveNormalization)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...storage import LongStorage
from ...table import Table
from ...tensor import Tensor
from ..module import Module
from ..table.c_div_table import CDivTable
from ..table.c_sub_table import CSubTable
from .estimators import border_coefficients, checked_kernel, estimator, normalise, set_kernel


@register("nn.SpatialSubtractiveNormalization")
class SpatialSubtractiveNormalization(Module):
    """Subtracts from each pixel the mean over all planes, weighted by `kernel`, around it.

    `kernel` is 2-D, or 1-D for a separable one (9 x 9 ones by default); it is normalised in place.
    Input (nInputPlane x H x W) or (batch x nInputPlane x H x W).
    """

    _inpsz: Any = None

    def __init__(self, nInputPlane: int | None = None, kernel: Any = None) -> None:
        super().__init__()
        self.nInputPlane = 1 if nInputPlane is None else nInputPlane
        self.kernel = checked_kernel(kernel, "SpatialSubtractiveNormalization")
        normalise(self.kernel, self.nInputPlane, separable_root=False)
        self.meanestimator = estimator(self.nInputPlane, self.kernel)
        set_kernel(self.meanestimator, self.kernel)
        self.subtractor = CSubTable()
        self.divider = CDivTable()
        self.coef = Tensor(1, 1, 1)

    def updateOutput(self, input: Any) -> Any:
        if self._inpsz is None or tuple(self._inpsz.tolist()) != input._size:
            self._inpsz = LongStorage(input._size)
            self.coef = border_coefficients(self, input)
        self.localsums = self.meanestimator.updateOutput(input)
        self.adjustedsums = self.divider.updateOutput(Table([self.localsums, self.coef]))
        self.output = self.subtractor.updateOutput(Table([input, self.adjustedsums]))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        into = self.gradInput.resize_array(input._size)
        by_difference = self.subtractor.updateGradInput(Table([input, self.adjustedsums]), gradOutput)
        by_ratio = self.divider.updateGradInput(Table([self.localsums, self.coef]), by_difference[2])
        into[...] = self.meanestimator.updateGradInput(input, by_ratio[1]).array
        into += by_difference[1].array
        return self.gradInput

    def clearState(self) -> Any:
        self._inpsz = None
        for name in ("ones", "_coef"):
            if vars(self).get(name) is not None:
                getattr(self, name).set()
        self.meanestimator.clearState()
        return super().clearState()
