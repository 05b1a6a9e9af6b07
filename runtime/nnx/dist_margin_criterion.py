"""Margins to the weakest of several right classes (nnx's nn.DistMarginCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError, argument_error, sizes
from ..nn.criterion.criterion import Criterion
from ..registry import register


@register("nn.DistMarginCriterion")
class DistMarginCriterion(Criterion):
    """Sum over the wrong classes d of max(0, 1 - m + input[d]), where m is the smallest input of a right class.

    Input (classes) or (batch x classes); target, of the same size, lists the right classes and ends with 0. The sum
    is divided by the number of classes, or with the field `sizeAverage` false not at all.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sizeAverage = True

    def _margins(self, input: Any, target: Any) -> tuple[Any, Any]:
        """The margins (batch x classes), 0 or less for right classes, and the places (batch) of the smallest right."""
        x, t = _matrices(input, target)
        xp = backend.get_array_module(x)
        rows, classes = x.shape
        if ((t < 0) | (t > classes)).any():
            raise argument_error(3, "target out of range")
        place = xp.trunc(t - 1).astype(np.int64)
        listed = np.logical_and.accumulate(place != -1, axis=1)
        place[~listed] = 0
        scores = xp.where(listed, xp.take_along_axis(x, place, 1), np.inf)
        weakest = scores.argmin(1)
        each = xp.arange(rows)
        margin = 1 - scores[each, weakest][:, None] + x
        right = xp.zeros(x.shape, bool)
        right[xp.broadcast_to(each[:, None], x.shape)[listed], place[listed]] = True
        margin[right] = -1
        return margin, place[each, weakest]

    def updateOutput(self, input: Any, target: Any) -> Any:
        margin, _ = self._margins(input, target)
        total = float(margin[margin > 0].sum())
        self.output = total / margin.shape[1] if self.sizeAverage else total
        return self.output

    def updateGradInput(self, input: Any, target: Any) -> Any:
        margin, weakest = self._margins(input, target)
        xp = backend.get_array_module(margin)
        into = self.gradInput.resize_array(input._size).reshape(margin.shape)
        into[...] = margin > 0
        into[xp.arange(len(into)), weakest] -= into.sum(1)
        if self.sizeAverage:
            into *= 1 / margin.shape[1]
        return self.gradInput


def _matrices(input: Any, target: Any) -> tuple[Any, Any]:
    if len(input._size) not in (1, 2):
        raise argument_error(2, "vector or matrix expected")
    classes = input._size[-1]
    if target.nElement() != input.nElement() or (len(input._size) == 2 and target._size != input._size):
        shown = f"input {sizes(input._size)}, target {sizes(target._size)}"
        raise TorchError(f"nn.DistMarginCriterion: inconsistent target size: {shown}")
    return input.array.reshape(-1, classes), target.array.reshape(-1, classes)
