"""The loss of noise contrastive estimation (nn.NCECriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn.criterion.common import buffer, require, total
from ...nn.criterion.criterion import Criterion
from ...registry import register
from ...table import Table
from ...tensor import Tensor

_EPSILON = 0.0000001


@register("nn.NCECriterion")
class NCECriterion(Criterion):
    """Tells targets from noise: input is what nn.NCEModule gives, the target is not looked at.

    {probability of the target (batch), of the samples (batch x k), and both under the noise distribution}.
    The loss is -sum ln(pt / (pt + k nt)) - sum ln(k ns / (ps + k ns)), over the batch size if ``sizeAverage``.
    """

    gradInput: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.sizeAverage = True
        self.gradInput = Table([Tensor(), Tensor(), Tensor(), Tensor()])

    def updateOutput(self, inputTable: Any, target: Any = None) -> Any:
        Pmt, Pms, Pnt, Pns = inputTable.array_values()[:4]
        require((Pmt.dim(), Pms.dim(), Pnt.dim(), Pns.dim()) == (1, 2, 1, 2), "assertion failed!")
        k = Pms._size[1]
        origin_model = self._ratio("_Pom", Pmt.array, "_Pomdiv", Pmt, k * Pnt.array)
        origin_noise = self._ratio("_Pon", k * Pns.array, "_Pondiv", Pms, k * Pns.array)
        loss = 0.0
        for name, probabilities in (("_lnPom", origin_model), ("_lnPon", origin_noise)):
            loss -= total(np.log(probabilities, out=buffer(self, name, Pmt).resize_array(probabilities.shape)))
        self.output = loss / Pmt._size[0] if self.sizeAverage else loss
        return self.output

    def _ratio(self, name: str, above: Any, divisor_name: str, model: Any, noise: Any) -> Any:
        """above / (model + noise), kept in two fields."""
        divisor = buffer(self, divisor_name, model).resize_array(model._size)
        np.add(model.array, noise, out=divisor)
        divisor += _EPSILON
        return np.divide(above, divisor, out=buffer(self, name, model).resize_array(model._size))

    def updateGradInput(self, inputTable: Any, target: Any = None) -> Any:
        if self.gradInput is None:
            self.gradInput = Table([type(tensor)() for tensor in inputTable.array_values()])
        require(len(self.gradInput) == 4, "assertion failed!")
        Pmt, Pms, Pnt, Pns = inputTable.array_values()[:4]
        count = Pmt._size[0] if self.sizeAverage else 1
        by_target = self.gradInput[1].resize_array(Pnt._size)
        np.multiply(Pnt.array, -Pms._size[1], out=by_target)
        by_samples = self.gradInput[2].resize_array(Pms._size)
        by_samples[...] = Pms.array
        for gradient, divisor, model in ((by_target, self._Pomdiv, Pmt), (by_samples, self._Pondiv, Pms)):
            gradient /= divisor.array
            gradient /= model.array + gradient.dtype.type(_EPSILON)
            gradient /= count
        for i, noise in ((3, Pnt), (4, Pns)):
            self.gradInput[i].resize_array(noise._size).fill(0)
        return self.gradInput
