"""Loss of triplets: similar samples closer than dissimilar ones (nn.DistanceRatioCriterion)."""

from __future__ import annotations

from typing import Any

from ...negation import negative
from ...registry import register
from ...table import Table
from .. import checks
from ..transfer.sigmoid import sigmoid
from .common import average_flag, buffer, require, total
from .criterion import Criterion
from .soft_margin_criterion import softplus

#: Buffers that files written by Torch may hold.
_BUFFERS = ("_expMinusX", "_expMinusY", "_sumExpMinusXY", "_logSumExpMinusXY", "loss", "dX", "dY")


@register("nn.DistanceRatioCriterion")
class DistanceRatioCriterion(Criterion):
    """Mean (or sum) of -log(exp(-X) / (exp(-X) + exp(-Y))), X = input[1] and Y = input[2] being distances.

    Computed as log(1 + exp(X - Y)), which does not overflow. As in Torch `output` is never set.
    """

    def __init__(self, sizeAverage: bool | None = None) -> None:
        super().__init__()
        self.sizeAverage = average_flag(sizeAverage)

    def _difference(self, input: Any) -> Any:
        require(len(input) == 2, "Invalid number of inputs")
        x, y = input[1], input[2]
        checks.same_type(self, x, y, "input[2]")
        require(x.nElement() == y.nElement(), "Number of distances don't match.")
        require(x.size(1) == y.size(1), "Invalid distances' size.")
        return x.array - y.array.reshape(x.array.shape)

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        loss = total(softplus(self._difference(input)))
        return loss / input[1].size(1) if self.sizeAverage else loss

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        difference = self._difference(input)
        dX, dY = buffer(self, "dX", input[1]), buffer(self, "dY", input[2])
        closer = sigmoid(difference, dX.resize_array(input[1]._size))
        if self.sizeAverage:
            closer /= input[1].size(1)
        negative(closer.reshape(input[2]._size), out=dY.resize_array(input[2]._size))
        return Table([dX, dY])

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            for name in _BUFFERS:
                vars(self).pop(name, None)
        return super().type(type, tensorCache)
