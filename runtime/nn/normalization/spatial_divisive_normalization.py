"""Division by the local standard deviation (nn.SpatialDivisiveNormalization)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..container.sequential import Sequential
from ..module import Module
from ..table.c_div_table import CDivTable
from ..transfer.sqrt import Sqrt
from ..transfer.square import Square
from ..transfer.threshold import Threshold
from .estimators import border_coefficients, checked_kernel, estimator, normalise, set_kernel


@register("nn.SpatialDivisiveNormalization")
class SpatialDivisiveNormalization(Module):
    """Divides each pixel by the root of the mean square over all planes, weighted by `kernel`, around it.

    Deviations up to `threshold` (0.0001) count as `thresval` (the threshold). `kernel` is 2-D, or 1-D for a
    separable one (9 x 9 ones by default); it is normalised in place. Input (nInputPlane x H x W), batched or not.
    """

    def __init__(
        self,
        nInputPlane: int | None = None,
        kernel: Any = None,
        threshold: float | None = None,
        thresval: float | None = None,
    ) -> None:
        super().__init__()
        self.nInputPlane = 1 if nInputPlane is None else nInputPlane
        self.kernel = checked_kernel(kernel, "SpatialDivisiveNormalization")
        self.threshold = 1e-4 if threshold is None else threshold
        self.thresval = self.threshold if thresval is None else thresval
        self.meanestimator = estimator(self.nInputPlane, self.kernel)
        self.stdestimator = Sequential()
        self.stdestimator.add(Square())
        estimator(self.nInputPlane, self.kernel, self.stdestimator)
        self.stdestimator.add(Sqrt())
        normalise(self.kernel, self.nInputPlane, separable_root=True)
        set_kernel(self.meanestimator, self.kernel)
        set_kernel(self.stdestimator, self.kernel)
        self.normalizer = CDivTable()
        self.divider = CDivTable()
        self.thresholder = Threshold(self.threshold, self.thresval)
        self.coef = Tensor(1, 1, 1)

    def updateOutput(self, input: Any) -> Any:
        self.localstds = self.stdestimator.updateOutput(input)
        if self.localstds._size != self.coef._size:
            self.coef = border_coefficients(self, input)
        self.adjustedstds = self.divider.updateOutput(Table([self.localstds, self.coef]))
        self.thresholdedstds = self.thresholder.updateOutput(self.adjustedstds)
        self.output = self.normalizer.updateOutput(Table([input, self.thresholdedstds]))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        into = self.gradInput.resize_array(input._size)
        by_ratio = self.normalizer.updateGradInput(Table([input, self.thresholdedstds]), gradOutput)
        by_threshold = self.thresholder.updateGradInput(self.adjustedstds, by_ratio[2])
        by_adjustment = self.divider.updateGradInput(Table([self.localstds, self.coef]), by_threshold)
        into[...] = self.stdestimator.updateGradInput(input, by_adjustment[1]).array
        into += by_ratio[1].array
        return self.gradInput

    def clearState(self) -> Any:
        for name in ("ones", "_coef"):
            if vars(self).get(name) is not None:
                getattr(self, name).set()
        self.meanestimator.clearState()
        self.stdestimator.clearState()
        return super().clearState()
